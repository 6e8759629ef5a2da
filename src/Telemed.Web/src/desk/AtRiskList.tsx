import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { PatientCell, WhereLine } from "./parts";
import { actionOfRemedy, type OnAct } from "./sheet";
import type { AtRisk, DeskRow, Remedy } from "./types";
import { useSteadyRows } from "./useSteadyRows";
import { actionWords, deskWords, type DeskWord } from "./words";

const reasonWords: Readonly<Record<string, DeskWord>> = {
  not_routed: "whyNotRouted",
  no_reader: "whyNoReader",
  not_opened: "whyNotOpened",
  long_read: "whyLongRead",
  waits_for_sender: "whyInfo",
  waits_for_review: "whyReview",
  waits_for_signature: "whyUnsigned",
};
const remediesShown = 3;

/** Cases near their limit: why, and up to three things that help, each one press away. */
export function AtRiskList({ items, onAct }: { readonly items: readonly AtRisk[]; readonly onAct: OnAct }): VNode {
  const say = useWords(deskWords);
  const rows = useMemo(() => items.map(item => ({ ...item, id: item.row.id })), [items]);
  const steady = useSteadyRows(rows);
  return (
    <div class="case-lines" ref={steady.box}>
      {steady.rows.map(({ row: { row, reason, remedies }, gone }) => (
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
            <PatientCell row={row} />
            <span class="why">{say(reasonWords[reason] ?? "whyOther")}</span>
            <WhereLine row={row} />
          </span>
          <span class="do">
            {!gone &&
              remedies
                .slice(0, remediesShown)
                .map(remedy => <RemedyButton key={remedy.code} row={row} remedy={remedy} onAct={onAct} />)}
          </span>
        </div>
      ))}
    </div>
  );
}

interface RemedyButtonProps {
  readonly row: DeskRow;
  readonly remedy: Remedy;
  readonly onAct: OnAct;
}

function RemedyButton({ row, remedy, onAct }: RemedyButtonProps): VNode | null {
  const say = useWords(deskWords);
  const action = actionOfRemedy(remedy.code);
  if (action === null) return null;
  const { personId, name } = remedy;
  if (action === "reassignment" && personId !== null && name !== null) {
    return (
      <Button size="small" icon="person" onClick={() => onAct(row, action, { id: personId, name })}>
        {say("giveTo", { who: name })}
      </Button>
    );
  }
  return (
    <Button size="small" icon={action === "messages" ? "pen" : "right"} onClick={() => onAct(row, action)}>
      {say(actionWords[action])}
    </Button>
  );
}
