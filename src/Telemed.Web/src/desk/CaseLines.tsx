import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { PatientCell, StateWord, WhereLine } from "./parts";
import type { OnAct, SheetAction } from "./sheet";
import type { DeskRow } from "./types";
import { useSteadyRows } from "./useSteadyRows";
import { deskWords } from "./words";

/** A short list of cases on the board, each with its sheet. */
export function CaseLines({
  rows,
  onAct,
  first,
  noteOf,
}: {
  readonly rows: readonly DeskRow[];
  readonly onAct: OnAct;
  readonly first?: SheetAction;
  /** One more line for a case, such as who was told so far. */
  readonly noteOf?: (id: string) => string | null;
}): VNode {
  const say = useWords(deskWords);
  const steady = useSteadyRows(rows);
  return (
    <div class="case-lines" ref={steady.box}>
      {steady.rows.map(({ row, gone }) => (
        <div key={row.id} class={`case-line ${gone ? "gone" : ""} ${steady.arrivedIds.has(row.id) ? "arrived" : ""}`}>
          <span class="when">
            <ColourMark colour={row.colour} />
            {gone ? (
              <span class="quiet small">{say("gone")}</span>
            ) : (
              <Clock dueAt={row.dueAt} startedAt={row.startedAt} paused={row.paused} />
            )}
          </span>
          <span class="what">
            <span class="row">
              <PatientCell row={row} />
              <StateWord row={row} />
            </span>
            {noteOf?.(row.id) && <span class="why">{noteOf(row.id)}</span>}
            <WhereLine row={row} />
          </span>
          <span class="do">
            {!gone && first === "call" && (
              <Button size="small" icon="phone" onClick={() => onAct(row, "call")}>
                {say("call")}
              </Button>
            )}
            {!gone && (
              <Button size="small" onClick={() => onAct(row)}>
                {say("act")}
              </Button>
            )}
          </span>
        </div>
      ))}
    </div>
  );
}
