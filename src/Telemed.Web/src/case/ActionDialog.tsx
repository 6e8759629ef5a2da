import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { ReaderChoice } from "../desk/ReaderChoice";
import { useCatalogue, type Colour } from "../platform/catalogue";
import { useData } from "../platform/data";
import { labelOf } from "../platform/language";
import { asProblem, type Problem } from "../platform/problem";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { ColourMark } from "../ui/ColourMark";
import { Dialog } from "../ui/Dialog";
import { TextField, Tick } from "../ui/Field";
import { NotCome } from "../ui/NotCome";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments, Select } from "../ui/Select";
import { uiWords } from "../ui/words";
import { isComplete, type Action, type Answers, type Part } from "./actions";
import { actionWords } from "./actionWords";
import type { Page } from "./types";

interface ActionDialogProps {
  readonly caseId: string;
  readonly action: Action;
  readonly colour: Colour;
  readonly critical: boolean;
  readonly onSend: (answers: Answers) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks what an action needs; stays open with everything typed when the hub says no. */
export function ActionDialog({ caseId, action, colour, critical, onSend, onClose }: ActionDialogProps): VNode {
  const say = useWords(actionWords);
  const sayUi = useWords(uiWords);
  const [answers, setAnswers] = useState<Answers>(() =>
    action.parts.some(part => part.kind === "colour") ? { colour } : {},
  );
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ready = isComplete(action, answers, critical);
  const send = async () => {
    if (!ready || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await onSend(answers);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  const set = (name: string, value: string | boolean | readonly string[]) =>
    setAnswers(old => ({ ...old, [name]: value }));
  return (
    <Dialog
      title={say(action.word)}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look={action.look ?? "primary"} disabled={!ready} busy={busy}>
            {say(action.word)}
          </Button>
        </>
      }
    >
      {action.parts
        .filter(part => !(part.kind === "text" && part.onlyCritical && !critical))
        .map((part, index) => (
          <PartField
            key={part.name}
            caseId={caseId}
            part={part}
            value={answers[part.name]}
            onChange={value => set(part.name, value)}
            first={index === 0}
          />
        ))}
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}

interface PartFieldProps {
  readonly caseId: string;
  readonly part: Part;
  readonly value: string | boolean | readonly string[] | undefined;
  readonly onChange: (value: string | boolean | readonly string[]) => void;
  readonly first: boolean;
}

function PartField({ caseId, part, value, onChange, first }: PartFieldProps): VNode {
  const say = useWords(actionWords);
  const known = useCatalogue();
  const textValue = typeof value === "string" ? value : "";
  switch (part.kind) {
    case "code":
      return (
        <Select
          label={say(part.word)}
          value={textValue}
          onChange={onChange}
          choices={[
            { value: "", label: say("choose") },
            ...(known?.codes[part.list] ?? []).map(code => ({
              value: code.code,
              label: labelOf(code.labels, code.code),
            })),
          ]}
        />
      );
    case "codes": {
      const chosen = Array.isArray(value) ? (value as readonly string[]) : [];
      return (
        <fieldset>
          <legend class="small strong quiet">{say(part.word)}</legend>
          {(known?.codes[part.list] ?? []).map(code => (
            <div key={code.code}>
              <Tick
                checked={chosen.includes(code.code)}
                onChange={on => onChange(on ? [...chosen, code.code] : chosen.filter(each => each !== code.code))}
              >
                {labelOf(code.labels, code.code)}
              </Tick>
            </div>
          ))}
        </fieldset>
      );
    }
    case "text":
      return (
        <TextField
          label={say(part.word)}
          rows={part.rows ?? 3}
          value={textValue}
          onInput={onChange}
          autofocus={first}
          maxLength={4_000}
          required={part.required}
        />
      );
    case "tick":
      return (
        <Tick checked={value === true} onChange={onChange}>
          {say(part.word)}
        </Tick>
      );
    case "colour":
      return (
        <Segments<Colour>
          label={say("changeColour")}
          value={textValue as Colour}
          onChange={onChange}
          choices={[
            { value: "red", label: <ColourMark colour="red" /> },
            { value: "yellow", label: <ColourMark colour="yellow" /> },
            { value: "green", label: <ColourMark colour="green" /> },
          ]}
        />
      );
    case "facility":
      return <FacilityField label={say(part.word)} value={textValue} onChange={onChange} />;
    case "reader":
      return <ReaderField caseId={caseId} onChange={onChange} />;
  }
}

interface FacilityOption {
  readonly id: string;
  readonly name: string;
  readonly tier: string;
}

function FacilityField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (id: string) => void;
}): VNode {
  const say = useWords(actionWords);
  const facilities = useData<Page<FacilityOption>>("/api/facilities");
  const able = facilities.value?.items.filter(each => each.tier === "city" || each.tier === "county") ?? [];
  return (
    <>
      <Select
        label={label}
        value={value}
        onChange={onChange}
        choices={[{ value: "", label: say("anyFacility") }, ...able.map(each => ({ value: each.id, label: each.name }))]}
      />
      <NotCome of={facilities} />
    </>
  );
}

/** The answer is there when nothing speaks against the reader, or when that is confirmed. */
function ReaderField({
  caseId,
  onChange,
}: {
  readonly caseId: string;
  readonly onChange: (id: string) => void;
}): VNode {
  const [choice, setChoice] = useState({ personId: "", isWarned: false, confirmed: false });
  const choose = (next: typeof choice) => {
    setChoice(next);
    onChange(next.isWarned && !next.confirmed ? "" : next.personId);
  };
  return (
    <ReaderChoice
      caseId={caseId}
      value={choice.personId}
      confirmed={choice.confirmed}
      onChange={(personId, isWarned) =>
        choose({ personId, isWarned, confirmed: personId === choice.personId && choice.confirmed })
      }
      onConfirm={confirmed => choose({ ...choice, confirmed })}
    />
  );
}
