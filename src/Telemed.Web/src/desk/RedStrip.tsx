import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { PatientCell, StateWord, WhereLine } from "./parts";
import type { OnAct } from "./sheet";
import type { DeskRow } from "./types";
import { useSteadyRows } from "./useSteadyRows";
import { deskWords } from "./words";

interface RedStripProps {
  readonly rows: readonly DeskRow[];
  readonly onAct: OnAct;
  readonly onArrived: (rows: readonly DeskRow[]) => void;
}

/** Every open Red case with its countdown, the least time first. */
export function RedStrip({ rows, onAct, onArrived }: RedStripProps): VNode {
  const say = useWords(deskWords);
  const steady = useSteadyRows(rows, { onArrived });
  return (
    <div class="red-strip" ref={steady.box}>
      {steady.rows.map(({ row, gone }) => (
        <article
          key={row.id}
          class={`red-card ${gone ? "gone" : ""} ${steady.arrivedIds.has(row.id) ? "arrived" : ""}`}
        >
          <div class="row">
            <ColourMark colour={row.colour} />
            <span class="grow" />
            {gone ? (
              <span class="quiet small">{say("gone")}</span>
            ) : (
              <Clock dueAt={row.dueAt} startedAt={row.startedAt} paused={row.paused} />
            )}
          </div>
          <PatientCell row={row} />
          {row.question !== null && (
            <p class="question" title={row.question}>
              {row.question}
            </p>
          )}
          <WhereLine row={row} />
          <div class="row">
            <StateWord row={row} />
            <span class="grow" />
            {!gone && (
              <Button
                size="small"
                look="plain"
                icon="phone"
                label={`${say("call")}: ${row.number}`}
                onClick={() => onAct(row, "call")}
              />
            )}
            {!gone && (
              <Button size="small" onClick={() => onAct(row)}>
                {say("act")}
              </Button>
            )}
          </div>
        </article>
      ))}
    </div>
  );
}
