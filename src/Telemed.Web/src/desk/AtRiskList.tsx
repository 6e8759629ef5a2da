import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { PatientCell, WhereLine } from "./parts";
import { actionOfRemedy, type SheetAction } from "./sheet";
import type { AtRisk, DeskRow } from "./types";
import { useSteadyRows } from "./useSteadyRows";
import { deskWords, type DeskWord } from "./words";

const reasonWords: Readonly<Record<string, DeskWord>> = {
  no_reader: "whyNoReader",
  no_reader_on_duty: "whyNoReader",
  unclaimed: "whyUnclaimed",
  late_claim: "whyUnclaimed",
  not_claimed: "whyUnclaimed",
  not_opened: "whyNotOpened",
  long_read: "whyLongRead",
  reading_slow: "whyLongRead",
  info_wait: "whyInfo",
  awaiting_information: "whyInfo",
  awaiting_review: "whyReview",
  review_wait: "whyReview",
  not_signed: "whyUnsigned",
  unsigned: "whyUnsigned",
};
const remedyWords: Readonly<Record<SheetAction, DeskWord>> = {
  triage: "triage",
  routing: "routing",
  reassignment: "reassignment",
  colour: "changeColour",
  return: "return",
  rejection: "rejection",
  call: "call",
};
/** What helps a late case where the hub names nothing better. */
const usualRemedies: readonly SheetAction[] = ["reassignment", "routing", "call"];
const remediesShown = 3;

/** Cases near their limit: why, and up to three things that help, each one press away. */
export function AtRiskList({
  items,
  onAct,
}: {
  readonly items: readonly AtRisk[];
  readonly onAct: (row: DeskRow, first?: SheetAction) => void;
}): VNode {
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
              remediesOf(remedies).map(action => (
                <Button
                  key={action}
                  size="small"
                  icon={action === "call" ? "phone" : "right"}
                  onClick={() => onAct(row, action)}
                >
                  {say(remedyWords[action])}
                </Button>
              ))}
          </span>
        </div>
      ))}
    </div>
  );
}

function remediesOf(remedies: readonly string[]): readonly SheetAction[] {
  const named = remedies.map(actionOfRemedy).filter(action => action !== null);
  return [...new Set([...named, ...usualRemedies])].slice(0, remediesShown);
}
