import type { Lead } from "./trace";
import type { Beat } from "./types";

/** Borders of the beats pull harder than peaks: they are what one measures between. */
const borderReachMs = 22;
const peakReachMs = 16;

/** Moves a time to the nearest border or peak within reach; leaves it where nothing is near. */
export function snapped(
  timeMs: number,
  beats: readonly Beat[],
  lead: Lead | undefined,
  rateHz: number,
  startMs: number,
): number {
  return nearestBorder(timeMs, beats) ?? nearestPeak(timeMs, lead, rateHz, startMs) ?? timeMs;
}

function nearestBorder(timeMs: number, beats: readonly Beat[]): number | null {
  let best: number | null = null;
  for (const beat of beats) {
    if (Math.abs(beat.atMs - timeMs) > 1500) continue;
    for (const border of [beat.pOnMs, beat.pOffMs, beat.qrsOnMs, beat.qrsOffMs, beat.tPeakMs, beat.tOffMs]) {
      if (typeof border !== "number" || Math.abs(border - timeMs) > borderReachMs) continue;
      if (best === null || Math.abs(border - timeMs) < Math.abs(best - timeMs)) best = border;
    }
  }
  return best;
}

/** The sample that differs most from the line through both ends of the reach: a peak, up or down. */
function nearestPeak(timeMs: number, lead: Lead | undefined, rateHz: number, startMs: number): number | null {
  if (!lead) return null;
  const at = Math.round(((timeMs - startMs) * rateHz) / 1000);
  const reach = Math.max(2, Math.round((peakReachMs * rateHz) / 1000));
  const from = at - reach;
  const to = at + reach;
  const first = lead.values[from];
  const last = lead.values[to];
  if (first === undefined || last === undefined) return null;
  let best = -1;
  let height = 60; // microvolts: less is noise, and snapping to noise would be a nuisance
  for (let index = from + 1; index < to; index++) {
    const value = lead.values[index]!;
    const isExtreme = (value - lead.values[index - 1]!) * (value - lead.values[index + 1]!) >= 0;
    const off = Math.abs(value - (first + ((last - first) * (index - from)) / (to - from)));
    if (isExtreme && off > height) [best, height] = [index, off];
  }
  return best < 0 ? null : startMs + (best * 1000) / rateHz;
}
