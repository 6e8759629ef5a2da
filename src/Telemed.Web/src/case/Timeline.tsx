import type { VNode } from "preact";
import { reasonsInEvent } from "../ecg/reasonWords";
import { codeLabel, serviceLabel } from "../platform/catalogue";
import { showFull, showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import type { TimelineEvent } from "./types";
import { caseWords } from "./words";

/** Which list a reason code of an event belongs to. */
const reasonLists: Readonly<Record<string, string>> = {
  return: "return_reason",
  reject: "reject_reason",
  cancel: "cancel_reason",
  release: "release_reason",
  request_info: "info_reason",
  change_colour: "colour_reason",
  pause: "pause_reason",
  reopen: "reopen_reason",
  record_action: "action_taken",
  escalate: "escalate_reason",
  amend: "amendment_severity",
  finish_draft: "review_reason",
  ask_review: "review_reason",
  reassign: "reassign_reason",
  ask_second_opinion: "second_opinion_reason",
};

function textOf(kind: string, text: string, computer: string): string {
  if (kind === "amend") return codeLabel("amendment_reason", text);
  if (kind === "change_service") return text.split(" ").map(serviceLabel).join(" → ");
  const reasons = kind === "change_colour" ? reasonsInEvent(text) : null;
  return reasons === null ? text : `${computer}: ${reasons}`;
}

export function Timeline({ events }: { readonly events: readonly TimelineEvent[] }): VNode {
  const say = useWords(caseWords);
  const newestFirst = events.toReversed().toSorted((one, other) => other.at.localeCompare(one.at));
  return (
    <section class="panel column" aria-label={say("timeline")}>
      <h2>{say("timeline")}</h2>
      <ol class="timeline">
        {newestFirst.map((event, index) => (
          <li
            key={`${event.at}${event.kind}${index}`}
            class={event.to !== null && event.to !== event.from ? "loud" : undefined}
          >
            <div class="row" style={{ alignItems: "baseline" }}>
              <span class="grow strong">{codeLabel("command", event.kind)}</span>
              <time class="quiet small nowrap" dateTime={event.at} title={showFull(event.at)}>
                {showMoment(event.at)}
              </time>
            </div>
            {event.to !== null && event.to !== event.from && <span class="badge">{codeLabel("state", event.to)}</span>}
            {event.personName !== null && (
              <p class="quiet small">
                {[event.personName, event.role && codeLabel("role", event.role), event.facilityName]
                  .filter(Boolean)
                  .join(" · ")}
              </p>
            )}
            {event.reason !== null && (
              <p class="small">{codeLabel(reasonLists[event.kind] ?? "reason", event.reason)}</p>
            )}
            {event.text !== null && event.text !== "" && (
              <p class="small pre">{textOf(event.kind, event.text, say("computerSuggested"))}</p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
