import { Fragment, type VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useCatalogue } from "../platform/catalogue";
import { useData } from "../platform/data";
import { useWords } from "../platform/words";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { uiWords } from "../ui/words";
import "./readers.css";
import { readerWords } from "./readerWords";
import { meritsOf, named, readerOf, refusalsOf, type RankedReader, type ReaderRanking } from "./readers";

/** More readers than these are looked through by name. */
const searchedFrom = 8;

interface ReaderChoiceProps {
  readonly caseId: string;
  /** The chosen reader; "" until there is one. */
  readonly value: string;
  readonly confirmed: boolean;
  /** Who was chosen, and whether something speaks against him that must be confirmed. */
  readonly onChange: (personId: string, isWarned: boolean) => void;
  readonly onConfirm: (confirmed: boolean) => void;
}

/** Whom to give a case: the best first with the reason, those whom a rule speaks against folded below. */
export function ReaderChoice({ caseId, value, confirmed, onChange, onConfirm }: ReaderChoiceProps): VNode {
  const say = useWords(readerWords);
  useCatalogue();
  const [typed, setTyped] = useState("");
  const found = useData<ReaderRanking>(`/api/consultations/${caseId}/readers`, `consultation:${caseId}`);
  const ranking = found.value;
  const chosen = ranking === null ? null : readerOf(ranking, value);
  const isWarned = chosen !== null && chosen.refusals.length > 0;
  // The best reader is proposed; whoever was chosen before is looked at again by the newest ranking.
  useEffect(() => {
    if (ranking === null) return;
    const proposed = value === "" ? (ranking.readers[0] ?? null) : readerOf(ranking, value);
    if (proposed !== null) onChange(proposed.mayBeGiven ? proposed.person.id : "", proposed.refusals.length > 0);
  }, [ranking]);
  if (ranking === null && found.problem) return <ProblemNote problem={found.problem} onRetry={found.refetch} />;
  if (ranking === null) return <Skeleton lines={4} heightPx={40} />;
  const refused = named(ranking.refused, typed);
  const line = (reader: RankedReader) => (
    <ReaderLine
      key={reader.person.id}
      reader={reader}
      ranking={ranking}
      chosen={value === reader.person.id}
      confirmed={confirmed}
      onChoose={() => onChange(reader.person.id, reader.refusals.length > 0)}
      onConfirm={onConfirm}
    />
  );
  return (
    <fieldset class="column">
      <legend class="visually-hidden">{say("toPerson")}</legend>
      {ranking.readers.length + ranking.refused.length > searchedFrom && (
        <TextField label={say("findReader")} type="search" value={typed} onInput={setTyped} />
      )}
      {ranking.readers.length === 0 && (
        <div class="note yellow">
          <div class="body">
            <p class="strong">{say("nobodyReady")}</p>
            <p>{say(ranking.refused.some(each => each.mayBeGiven) ? "nobodyReadyHint" : "nobodyReads")}</p>
          </div>
        </div>
      )}
      {named(ranking.readers, typed).map(line)}
      {refused.length > 0 && (
        <details open={isWarned || typed.trim() !== "" || ranking.readers.length === 0}>
          <summary>{say("others", { n: refused.length })}</summary>
          <div class="column refused">{refused.map(line)}</div>
        </details>
      )}
    </fieldset>
  );
}

interface ReaderLineProps {
  readonly reader: RankedReader;
  readonly ranking: ReaderRanking;
  readonly chosen: boolean;
  readonly confirmed: boolean;
  readonly onChoose: () => void;
  readonly onConfirm: (confirmed: boolean) => void;
}

function ReaderLine({ reader, ranking, chosen, confirmed, onChoose, onConfirm }: ReaderLineProps): VNode {
  const say = useWords(readerWords);
  const sayUi = useWords(uiWords);
  const isWarned = reader.refusals.length > 0;
  return (
    <div>
      <label class={`tick person-tick ${reader.mayBeGiven ? "" : "never"}`}>
        <input type="radio" name="reader" checked={chosen} disabled={!reader.mayBeGiven} onChange={onChoose} />
        <span>
          <span class="strong">{reader.person.name}</span> <span class="quiet small">{reader.facility.name}</span>
          {isWarned && <span class="against small">{refusalsOf(reader)}</span>}
          {reader.mayBeGiven && (
            <span class="quiet small merits">
              {meritsOf(reader, ranking, say, sayUi).map((merit, place) => (
                <Fragment key={merit.text}>
                  {place > 0 && " · "}
                  <span class={merit.decides ? "strong" : undefined}>{merit.text}</span>
                </Fragment>
              ))}
            </span>
          )}
        </span>
      </label>
      {chosen && isWarned && (
        <label class="tick note yellow">
          <input type="checkbox" checked={confirmed} onChange={event => onConfirm(event.currentTarget.checked)} />
          <span class="body">{say("giveAnyway")}</span>
        </label>
      )}
    </div>
  );
}
