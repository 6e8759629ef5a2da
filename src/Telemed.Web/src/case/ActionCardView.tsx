import type { VNode } from "preact";
import { useWords } from "../platform/words";
import type { ActionCard } from "./types";
import { reportWords } from "./reportWords";

export const cardLines = ["doNow", "give", "doNot", "sendIf", "callBackAt"] as const;

/** What the clinician does now, before she reads anything else. */
export function ActionCardView({
  card,
  critical,
}: {
  readonly card: ActionCard;
  readonly critical: boolean;
}): VNode | null {
  const say = useWords(reportWords);
  const lines = cardLines.filter(line => (card[line] ?? "") !== "");
  if (lines.length === 0) return null;
  return (
    <dl class={critical ? "action-card red" : "action-card"} aria-label={say("card")}>
      {lines.map(line => (
        <>
          <dt>{say(line)}</dt>
          <dd>{card[line]}</dd>
        </>
      ))}
    </dl>
  );
}
