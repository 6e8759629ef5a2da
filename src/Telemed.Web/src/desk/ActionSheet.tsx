import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { useCatalogue, type Colour } from "../platform/catalogue";
import { useData } from "../platform/data";
import { labelOf } from "../platform/language";
import { useOnce } from "../platform/once";
import { asProblem, type Problem } from "../platform/problem";
import { Link } from "../platform/router";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments, Select } from "../ui/Select";
import { Skeleton } from "../ui/Skeleton";
import { Tabs } from "../ui/Tabs";
import { toast } from "../ui/Toast";
import { uiWords } from "../ui/words";
import { CallList } from "./CallList";
import { FacilityChoice } from "./FacilityChoice";
import { PatientCell, WhereLine } from "./parts";
import { ReaderChoice } from "./ReaderChoice";
import { actionsFor, reasonListOf, requestOf, type SheetAction, type SheetAnswers } from "./sheet";
import type { DeskRow, Named } from "./types";
import { actionWords, deskWords } from "./words";

interface ActionSheetProps {
  readonly row: DeskRow;
  /** The tab that was asked for; the first allowed one without it. */
  readonly first?: SheetAction | undefined;
  /** A reader the hub proposed; he is chosen already, the reason too. */
  readonly reader?: Named | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** The reason that fits a remedy for a case near its limit. */
const proposedReason = "breach_risk";

/** Everything a coordinator may do with one case, without leaving the list. */
export function ActionSheet({ row, first, reader, onClose, onDone }: ActionSheetProps): VNode {
  const say = useWords(deskWords);
  const sayUi = useWords(uiWords);
  const shown = useData<DeskRow & { readonly allowed: readonly string[] }>(
    `/api/consultations/${row.id}`,
    `consultation:${row.id}`,
  );
  const [chosen, setChosen] = useState<SheetAction | null>(first ?? null);
  const [answers, setAnswers] = useState<SheetAnswers>({
    colour: row.colour,
    serviceCode: row.serviceCode,
    performerFacilityId: "",
    personId: reader?.id ?? "",
    isWarned: false,
    confirmed: false,
    reason: reader ? proposedReason : "",
    advice: "",
    text: "",
  });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const once = useOnce();
  const current = shown.value ?? row;
  const tabs = shown.value === null ? null : actionsFor(shown.value.allowed);
  const action = chosen !== null && tabs?.includes(chosen) ? chosen : (tabs?.[0] ?? null);
  const request = action === null ? null : requestOf(action, answers, current.version);
  const choose = (next: SheetAction) => {
    setChosen(next);
    setProblem(null);
    setAnswers(old => ({ ...old, reason: "" })); // each action has its own list of reasons
  };
  const send = async () => {
    if (request === null || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const url = `/api/consultations/${row.id}/${request.path}`;
      await once([url, request.body], headers => postJson(url, request.body, undefined, headers));
      toast(say("done"));
      onDone();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
      shown.refetch();
    }
  };
  return (
    <Dialog
      title={`${row.number} · ${action === null ? say("act") : say(actionWords[action])}`}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Link to={`/case/${row.id}`} class="button plain">
            {say("openCase")}
          </Link>
          <span class="grow" />
          <Button onClick={onClose}>{sayUi(action === "call" ? "close" : "cancel")}</Button>
          {action !== null && action !== "call" && (
            <Button
              type="submit"
              look={action === "return" || action === "rejection" ? "danger" : "primary"}
              busy={busy}
              disabled={request === null}
            >
              {say(actionWords[action])}
            </Button>
          )}
        </>
      }
    >
      <div class={`sheet-case ${row.colour}`}>
        <span class="row">
          <ColourMark colour={current.colour} />
          <span class="grow" />
          <Clock dueAt={current.dueAt} startedAt={current.startedAt} paused={current.paused} />
        </span>
        <PatientCell row={current} />
        <WhereLine row={current} />
      </div>
      {shown.problem && <ProblemNote problem={shown.problem} onRetry={shown.refetch} />}
      {tabs === null && shown.loading && <Skeleton lines={4} heightPx={24} />}
      {tabs !== null && action !== null && (
        <>
          {tabs.length > 1 && (
            <Tabs<SheetAction>
              label={say("act")}
              value={action}
              onChange={choose}
              tabs={tabs.map(each => ({ value: each, label: say(actionWords[each]) }))}
            />
          )}
          {tabs.length === 1 && <p class="note accent">{say("nothingAllowed")}</p>}
          <div role="tabpanel" class="column">
            <SheetForm
              action={action}
              row={current}
              answers={answers}
              onChange={changes => setAnswers(old => ({ ...old, ...changes }))}
            />
          </div>
        </>
      )}
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}

interface SheetFormProps {
  readonly action: SheetAction;
  readonly row: DeskRow;
  readonly answers: SheetAnswers;
  readonly onChange: (changes: Partial<SheetAnswers>) => void;
}

function SheetForm({ action, row, answers, onChange }: SheetFormProps): VNode {
  const say = useWords(deskWords);
  const known = useCatalogue();
  const reasons = known?.codes[reasonListOf(action) ?? ""] ?? [];
  const services = known?.services.filter(each => each.active || each.code === row.serviceCode) ?? [];
  const colourField = (
    <Segments<Colour>
      label={say("colour")}
      value={answers.colour}
      onChange={colour => onChange({ colour })}
      choices={(["red", "yellow", "green"] as const).map(colour => ({
        value: colour,
        label: <ColourMark colour={colour} />,
      }))}
    />
  );
  if (action === "call") return <CallList row={row} />;
  return (
    <>
      {(action === "triage" || action === "colour") && colourField}
      {action === "triage" && (
        <Select
          label={say("service")}
          value={answers.serviceCode}
          onChange={serviceCode => onChange({ serviceCode })}
          choices={services.map(each => ({ value: each.code, label: labelOf(each.labels, each.code) }))}
        />
      )}
      {(action === "triage" || action === "routing") && (
        <FacilityChoice
          serviceCode={answers.serviceCode}
          value={answers.performerFacilityId}
          onChange={performerFacilityId => onChange({ performerFacilityId })}
        />
      )}
      {action === "reassignment" && (
        <ReaderChoice
          caseId={row.id}
          value={answers.personId}
          confirmed={answers.confirmed}
          onChange={(personId, isWarned) =>
            onChange({ personId, isWarned, confirmed: personId === answers.personId && answers.confirmed })
          }
          onConfirm={confirmed => onChange({ confirmed })}
        />
      )}
      {reasonListOf(action) !== null && (
        <Select
          label={say("reason")}
          value={answers.reason}
          onChange={reason => onChange({ reason })}
          choices={[
            { value: "", label: say("choose") },
            ...reasons.map(each => ({ value: each.code, label: labelOf(each.labels, each.code) })),
          ]}
        />
      )}
      {action === "messages" && (
        <TextField
          label={say("messageText")}
          rows={3}
          maxLength={4_000}
          value={answers.text}
          onInput={text => onChange({ text })}
        />
      )}
      {(action === "return" || action === "rejection") && (
        <TextField
          label={say("advice")}
          hint={say("adviceHint")}
          rows={3}
          maxLength={4_000}
          value={answers.advice}
          onInput={advice => onChange({ advice })}
        />
      )}
    </>
  );
}
