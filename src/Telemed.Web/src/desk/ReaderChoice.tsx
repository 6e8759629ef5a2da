import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useCatalogue } from "../platform/catalogue";
import { useData } from "../platform/data";
import { useWords } from "../platform/words";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { uiWords } from "../ui/words";
import { meritsOf, named, readerOf, refusalsOf, type RankedReader, type ReaderRanking } from "./readers";
import { deskWords } from "./words";

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
  const say = useWords(deskWords);
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
  if (found.problem) return <ProblemNote problem={found.problem} onRetry={found.refetch} />;
  if (ranking === null) return <Skeleton lines={4} heightPx={40} />;
  const choose = (reader: RankedReader) => onChange(reader.person.id, reader.refusals.length > 0);
  const refused = named(ranking.refused, typed);
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
      {named(ranking.readers, typed).map(each => (
        <ReaderLine key={each.person.id} reader={each} ranking={ranking} chosen={value} onChoose={choose} />
      ))}
      {refused.length > 0 && (
        <details open={isWarned || typed.trim() !== "" || ranking.readers.length === 0}>
          <summary>{say("others", { n: refused.length })}</summary>
          <div class="column">
            {refused.map(each => (
              <ReaderLine key={each.person.id} reader={each} ranking={ranking} chosen={value} onChoose={choose} />
            ))}
          </div>
        </details>
      )}
      {isWarned && (
        <div class="note yellow" role="status">
          <div class="body column">
            <p>
              <span class="strong">{chosen.person.name}</span>: {refusalsOf(chosen)}
            </p>
            <label class="tick">
              <input type="checkbox" checked={confirmed} onChange={event => onConfirm(event.currentTarget.checked)} />
              <span>{say("giveAnyway")}</span>
            </label>
          </div>
        </div>
      )}
    </fieldset>
  );
}

interface ReaderLineProps {
  readonly reader: RankedReader;
  readonly ranking: ReaderRanking;
  readonly chosen: string;
  readonly onChoose: (reader: RankedReader) => void;
}

function ReaderLine({ reader, ranking, chosen, onChoose }: ReaderLineProps): VNode {
  const say = useWords(deskWords);
  const sayUi = useWords(uiWords);
  return (
    <label class={`tick person-tick ${reader.mayBeGiven ? "" : "never"}`}>
      <input
        type="radio"
        name="reader"
        checked={chosen === reader.person.id}
        disabled={!reader.mayBeGiven}
        onChange={() => onChoose(reader)}
      />
      <span>
        <span class="strong">{reader.person.name}</span> <span class="quiet small">{reader.facility.name}</span>
        {reader.refusals.length > 0 && <span class="against small">{refusalsOf(reader)}</span>}
        {reader.mayBeGiven && (
          <span class="quiet small merits">
            {meritsOf(reader, ranking, say, sayUi).map((merit, place) => (
              <span key={merit.text} class={merit.decides ? "strong" : undefined}>
                {place > 0 && " · "}
                {merit.text}
              </span>
            ))}
          </span>
        )}
      </span>
    </label>
  );
}
