import { LineSpeed, watching } from "../platform/lineSpeed";

/** What the browser noted of an answer: when it was asked for, began and ended, and what it weighed on the line. */
export type Answer = Pick<PerformanceResourceTiming, "requestStart" | "responseStart" | "responseEnd" | "transferSize">;

/** An answer that takes so long to begin comes over a line on which each further question costs a view its time. */
const farMs = 120;
const answersAsked = 12;

/** Whether previews come first, judged before the first tile: by what the browser states and by the answers so far. */
export function startsSlow(
  stated: { readonly downlink?: number; readonly saveData?: boolean } | undefined,
  answers: readonly Answer[],
): boolean {
  if (stated?.saveData === true || (stated?.downlink ?? 10) < 3) return true;
  // What came from the browser's own store says nothing of the line.
  const waits = answers.filter(each => each.transferSize > 0 && each.requestStart > 0).slice(-answersAsked)
    .map(each => each.responseStart - each.requestStart).toSorted((a, b) => a - b);
  return (waits[Math.floor(waits.length / 2)] ?? 0) > farMs;
}

/** Below 4 Mbit/s previews come first; above 7 they do not. */
const bounds = { slowBytesPerMs: 0.5 * 1024, fastBytesPerMs: 0.9 * 1024 };

/** A line that is slow wants previews first. */
export function tileLine(): LineSpeed {
  if (typeof navigator === "undefined") return new LineSpeed(false, bounds);
  const earlier = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const { connection } = navigator as { connection?: { downlink?: number; saveData?: boolean } };
  return watching(new LineSpeed(startsSlow(connection, earlier), bounds));
}
