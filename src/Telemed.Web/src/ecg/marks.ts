/** What a reader lays on the paper to measure. Times are milliseconds of the recording, voltages microvolts. */
export type Mark = CaliperMark | MarchMark | RateMark | QtMark;

interface Held {
  readonly id: number;
  readonly lead: string;
  readonly fromMs: number;
  readonly toMs: number;
}
export interface CaliperMark extends Held {
  readonly kind: "caliper";
  readonly shows: CaliperShows;
  readonly fromUv: number;
  readonly toUv: number;
}
/** One interval repeated to both sides: does the rhythm march? */
export interface MarchMark extends Held {
  readonly kind: "march";
}
/** Rates read from a beat onwards, as on the ruler clinicians carry. */
export interface RateMark extends Held {
  readonly kind: "rate";
}
export interface QtMark extends Held {
  readonly kind: "qt";
  /** RR interval before the measured beat; null until known. */
  readonly rrMs: number | null;
}

export type CaliperShows = "both" | "time" | "voltage";
export const caliperShows: readonly CaliperShows[] = ["both", "time", "voltage"];
export type Tool = "none" | Mark["kind"];

/** A march is drawn this often to each side at most; a page of 10 s at 300 a minute needs fifty. */
export const marchLimit = 120;
/** Rates marked on the ruler, beats a minute. */
export const rulerRates = [300, 200, 150, 120, 100, 80, 70, 60, 50, 40, 30] as const;

export interface Marks {
  readonly shown: readonly Mark[];
  readonly selected: number | null;
  readonly past: readonly (readonly Mark[])[];
}

export const noMarks: Marks = { shown: [], selected: null, past: [] };
const undoDepth = 50;

/** Every change can be undone; a drag counts as one change from its first movement to its last. */
export function withMark(marks: Marks, mark: Mark, isNewStep: boolean): Marks {
  const others = marks.shown.filter(each => each.id !== mark.id);
  return {
    shown: [...others, mark],
    selected: mark.id,
    past: isNewStep ? [...marks.past, marks.shown].slice(-undoDepth) : marks.past,
  };
}

export function withoutMark(marks: Marks, id: number | null): Marks {
  const gone = id ?? marks.shown.at(-1)?.id;
  if (!marks.shown.some(mark => mark.id === gone)) return marks;
  return {
    shown: marks.shown.filter(mark => mark.id !== gone),
    selected: null,
    past: [...marks.past, marks.shown].slice(-undoDepth),
  };
}

export const withoutMarks = (marks: Marks): Marks =>
  marks.shown.length === 0
    ? marks
    : { shown: [], selected: null, past: [...marks.past, marks.shown].slice(-undoDepth) };

export function undone(marks: Marks): Marks {
  const last = marks.past.at(-1);
  return last === undefined ? marks : { shown: last, selected: null, past: marks.past.slice(0, -1) };
}

export const nextId = (marks: Marks): number =>
  Math.max(0, ...marks.shown.map(mark => mark.id), ...marks.past.flat().map(mark => mark.id)) + 1;

/** Which end of a mark a point holds, or null when it holds neither. */
export type End = "from" | "to";

export const movedTo = (mark: Mark, end: End, timeMs: number, voltageUv: number): Mark =>
  mark.kind === "caliper"
    ? end === "from"
      ? { ...mark, fromMs: timeMs, fromUv: voltageUv }
      : { ...mark, toMs: timeMs, toUv: voltageUv }
    : end === "from"
      ? { ...mark, fromMs: timeMs }
      : { ...mark, toMs: timeMs };

/** Milliseconds of every line of a march that falls between two times. */
export function marchTimes(mark: MarchMark, fromMs: number, toMs: number): readonly number[] {
  const step = Math.abs(mark.toMs - mark.fromMs);
  if (step < 40) return [mark.fromMs, mark.toMs];
  const first = Math.ceil((fromMs - mark.fromMs) / step);
  const last = Math.floor((toMs - mark.fromMs) / step);
  const times: number[] = [];
  for (let count = Math.max(first, -marchLimit); count <= Math.min(last, marchLimit); count++)
    times.push(mark.fromMs + count * step);
  return times;
}
