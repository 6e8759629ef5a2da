import { original, type DisplayFilters } from "./filters";
import type { LayoutKind } from "./layout";
import type { CaliperShows, Tool } from "./marks";
import { gains, speeds, type Gain, type Speed } from "./units";

/** How the reader looks at the ECG at the moment. */
export interface Settings {
  readonly layout: LayoutKind;
  readonly singleLead: string;
  readonly speed: Speed;
  readonly gain: Gain;
  readonly filters: DisplayFilters;
  readonly tool: Tool;
  readonly caliper: CaliperShows;
  readonly compare: Compare;
  /** Start of the page within a long recording. */
  readonly startMs: number;
  /** Factor on true size, or the whole page in the window. */
  readonly zoom: number | "fit";
}

export type Compare = "off" | "below" | "overlay";

export const firstSettings = (isNarrow: boolean): Settings => ({
  layout: isNarrow ? "12x1" : "3x4+1",
  singleLead: "II",
  speed: 25,
  gain: 10,
  filters: original,
  tool: "none",
  caliper: "both",
  compare: "off",
  startMs: 0,
  zoom: "fit",
});

/** A page shows ten seconds; what is longer is turned over. */
export const pageMs = 10_000;

const ladder: readonly Gain[] = gains;

export function steppedGain(gain: Gain, step: 1 | -1): Gain {
  const at = ladder.indexOf(gain === "auto" ? 10 : gain);
  return ladder[Math.min(Math.max(at + step, 0), ladder.length - 1)] ?? 10;
}

export function steppedSpeed(speed: Speed, step: 1 | -1): Speed {
  const at = speeds.indexOf(speed);
  return speeds[Math.min(Math.max(at + step, 0), speeds.length - 1)] ?? 25;
}

const compares: readonly Compare[] = ["off", "below", "overlay"];
export const nextCompare = (compare: Compare): Compare =>
  compares[(compares.indexOf(compare) + 1) % compares.length] ?? "off";

/** The page of a recording that shows a moment, with the moment a third into it. */
export function startFor(timeMs: number, totalMs: number): number {
  if (totalMs <= pageMs) return 0;
  return Math.round(Math.min(Math.max(timeMs - pageMs / 3, 0), totalMs - pageMs) / 200) * 200;
}
