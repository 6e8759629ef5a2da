import type { ReportBody, TimelineEvent } from "../case/types";

/** A signature that must wait for a second reader, and the text for which the hub said so. */
export interface Refused {
  readonly reason: string;
  readonly body: ReportBody | null;
}

/** How a report is finished now. */
export type Finishing =
  | { readonly kind: "sign" }
  | { readonly kind: "review"; readonly reason: string | null }
  | { readonly kind: "none" };

/**
 * Signed, or sent to a second reader. Some reasons are known from the first word on, and the hub then allows no
 * signature; that a case was drawn, or that the words and the measurement differ, it says only to who would sign.
 */
export function finishingOf(
  allowed: readonly string[],
  reviewReason: string | null,
  refused: Refused | null,
  body: ReportBody | null,
): Finishing {
  const may = (command: string) => allowed.includes(command);
  // A mismatch lies in the words: once they are others, the hub is asked anew.
  const isRefused = refused !== null && (refused.reason !== "critical_mismatch" || refused.body === body);
  if (isRefused && may("review_request")) return { kind: "review", reason: refused.reason };
  if (may("signature")) return { kind: "sign" };
  return may("review_request") ? { kind: "review", reason: reviewReason } : { kind: "none" };
}

const reviewSteps = new Set(["ask_review", "send_back", "pass_review", "sign"]);

/** What the reviewer wants changed; null when nothing is open. */
export function adviceOf(timeline: readonly Pick<TimelineEvent, "kind" | "text">[]): string | null {
  const last = timeline.findLast(event => reviewSteps.has(event.kind));
  return last?.kind === "send_back" ? last.text : null;
}
