import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../platform/api";
import { useCatalogue, type Colour } from "../platform/catalogue";
import { useData } from "../platform/data";
import { labelOf } from "../platform/language";
import { asProblem, type Problem } from "../platform/problem";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { ColourMark } from "../ui/ColourMark";
import { Dialog } from "../ui/Dialog";
import { TextField, Tick } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments, Select } from "../ui/Select";
import { uiWords } from "../ui/words";
import { isComplete, type Action, type Answers, type Part } from "./actions";
import { actionWords } from "./actionWords";
import type { Page, PersonBrief } from "./types";

interface ActionDialogProps {
  readonly action: Action;
  readonly colour: Colour;
  readonly critical: boolean;
  readonly onSend: (answers: Answers) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks what an action needs; stays open with everything typed when the hub says no. */
export function ActionDialog({ action, colour, critical, onSend, onClose }: ActionDialogProps): VNode {
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
  readonly part: Part;
  readonly value: string | boolean | readonly string[] | undefined;
  readonly onChange: (value: string | boolean | readonly string[]) => void;
  readonly first: boolean;
}

function PartField({ part, value, onChange, first }: PartFieldProps): VNode {
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
    case "person":
      return <PersonField label={say(part.word)} value={textValue} onChange={onChange} />;
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
    <Select
      label={label}
      value={value}
      onChange={onChange}
      choices={[{ value: "", label: say("anyFacility") }, ...able.map(each => ({ value: each.id, label: each.name }))]}
    />
  );
}

const searchAfterMs = 200;

function PersonField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (id: string) => void;
}): VNode {
  const say = useWords(actionWords);
  const [query, setQuery] = useState("");
  const [people, setPeople] = useState<
    readonly (PersonBrief & {
      readonly title?: string | null;
      readonly roles?: readonly { readonly facilityName: string | null }[];
    })[]
  >([]);
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      getJson<Page<PersonBrief>>(`/api/people?q=${encodeURIComponent(query)}&limit=8`, abort.signal).then(
        page => setPeople(page.items),
        () => undefined,
      );
    }, searchAfterMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query]);
  return (
    <fieldset class="column" style={{ gap: "4px" }}>
      <TextField label={label} placeholder={say("findPerson")} value={query} onInput={setQuery} autofocus />
      <div role="radiogroup" aria-label={label}>
        {people.map(person => (
          <button
            key={person.id}
            type="button"
            role="radio"
            class="menu-item"
            aria-checked={person.id === value}
            onClick={() => onChange(person.id)}
          >
            <span class="grow">{person.name}</span>
            <span class="quiet small">
              {[person.title, person.roles?.[0]?.facilityName].filter(Boolean).join(" · ")}
            </span>
          </button>
        ))}
      </div>
    </fieldset>
  );
}
