import type { ComponentChildren, VNode } from "preact";
import type { Problem } from "../platform/problem";
import { sayIn, useWords } from "../platform/words";
import { language } from "../platform/language";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { saidFor } from "../platform/problemWords";
import { uiWords } from "./words";

/** What failed: something that is shown and comes again by itself, something sent, or something kept here meanwhile. */
export type Failed = "shown" | "sent" | "kept";
const withoutLine = { shown: "offlineText", sent: "notSentText", kept: "keptText" } as const;

/** A problem as a sentence for a person: what happened, and what to do. */
export function problemText(problem: Problem, failed: Failed = "sent"): { readonly title: string; readonly text: string } {
  const say = sayIn(uiWords, language.get());
  if (problem.status === 0) return { title: say("offlineTitle"), text: say(withoutLine[failed]) };
  if (problem.status === 404)
    return { title: say("goneTitle"), text: saidFor(problem.code) ?? problem.body.whatToDo ?? say("goneText") };
  const said = saidFor(problem.code);
  if (problem.status === 403)
    return { title: say("deniedTitle"), text: said ?? problem.body.detail ?? say("deniedText") };
  if (problem.code === "version_conflict") return { title: say("failedTitle"), text: say("conflictText") };
  const slides = (problem.body.missing ?? []).join(", ");
  if (problem.code === "slides_not_whole") return { title: say("failedTitle"), text: say("slidesNotWhole", { slides }) };
  if (problem.code === "slides_seen_in_preview")
    return { title: say("failedTitle"), text: say("slidesInPreview", { slides }) };
  if (problem.mayPass) return { title: say("busyTitle"), text: said ?? problem.body.detail ?? say("busyText") };
  const place = [problem.body.section, problem.body.offset !== undefined ? `@${problem.body.offset}` : null]
    .filter(Boolean)
    .join(" ");
  const placed = place === "" ? null : `(${place})`;
  if (said !== null) {
    // Which of many fields, and what it takes, only the hub's own words say.
    const exact = problem.code === "bad_field" ? problem.body.detail : null;
    return { title: say("failedTitle"), text: [said, exact, placed].filter(Boolean).join(" ") };
  }
  const parts = [problem.body.detail, placed, problem.body.whatToDo];
  return { title: problem.body.title ?? say("failedTitle"), text: parts.filter(Boolean).join(" ") };
}

export function ProblemNote({
  problem,
  onRetry,
  failed = onRetry ? "shown" : "sent",
  children,
}: {
  readonly problem: Problem;
  readonly onRetry?: (() => void) | undefined;
  readonly failed?: Failed;
  readonly children?: ComponentChildren;
}): VNode {
  const say = useWords(uiWords);
  const { title, text } = problemText(problem, failed);
  return (
    <div class={problem.status === 0 ? "note yellow" : "note red"} role="alert">
      <Icon name="warning" />
      <div class="body column grow">
        <div>
          <p class="strong">{title}</p>
          {text !== "" && <p>{text}</p>}
        </div>
        {children}
        {onRetry && (
          <div>
            <Button size="small" icon="refresh" onClick={onRetry}>
              {say("tryAgain")}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
