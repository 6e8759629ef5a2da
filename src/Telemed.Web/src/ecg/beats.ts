import type { TraceGroup } from "./trace";
import type { Beat } from "./types";

const beforeMs = 400;
const afterMs = 600;
const beatsAtMost = 64;

/** The RR interval that ends at the beat nearest to a time, or null at the first beat and without beats. */
export function rrBefore(beats: readonly Beat[], timeMs: number): number | null {
  const at = nearestBeat(beats, timeMs);
  const own = beats[at];
  const before = beats[at - 1];
  return own && before ? own.atMs - before.atMs : null;
}

export function nearestBeat(beats: readonly Beat[], timeMs: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  beats.forEach((beat, index) => {
    const off = Math.abs(beat.atMs - timeMs);
    if (off < distance) [best, distance] = [index, off];
  });
  return best;
}

/** Sample-wise median of the usual beats, aligned on their peaks; null with fewer than two whole beats. */
export function medianOf(rhythm: TraceGroup, beats: readonly Beat[]): TraceGroup | null {
  const rate = rhythm.samplingRateHz;
  const before = Math.round((beforeMs * rate) / 1000);
  const length = Math.round(((beforeMs + afterMs) * rate) / 1000);
  const count = rhythm.leads[0]?.values.length ?? 0;
  const starts = beats
    .filter(beat => beat.kind === "normal")
    .map(beat => Math.round(((beat.atMs - rhythm.startMs) * rate) / 1000) - before)
    .filter(start => start >= 0 && start + length <= count)
    .slice(0, beatsAtMost);
  if (starts.length < 2) return null;
  const leads = rhythm.leads.map(lead => ({ ...lead, derived: true, values: medianLead(lead.values, starts, length) }));
  return { ...rhythm, kind: "median_beat", originality: "DERIVED", startMs: 0, totalMs: beforeMs + afterMs, leads };
}

function medianLead(values: Float32Array, starts: readonly number[], length: number): Float32Array {
  const result = new Float32Array(length);
  const column: number[] = [];
  for (let index = 0; index < length; index++) {
    column.length = 0;
    for (const start of starts) column.push(values[start + index] ?? Number.NaN);
    const sorted = column.filter(value => !Number.isNaN(value)).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    result[index] =
      sorted.length === 0
        ? Number.NaN
        : sorted.length % 2 === 1
          ? sorted[middle]!
          : (sorted[middle - 1]! + sorted[middle]!) / 2;
  }
  return result;
}

/** Where the QRS of a median beat begins: its steepest place over all leads. It aligns two median beats of any origin. */
export function fiducialOf(median: TraceGroup): number {
  const length = Math.max(0, ...median.leads.map(lead => lead.values.length));
  let best = 0;
  let steepest = -1;
  for (let index = 1; index < length - 1; index++) {
    let slope = 0;
    for (const lead of median.leads)
      slope += Math.abs((lead.values[index + 1] ?? 0) - (lead.values[index - 1] ?? 0)) || 0;
    if (slope > steepest) [best, steepest] = [index, slope];
  }
  return (best * 1000) / median.samplingRateHz;
}
