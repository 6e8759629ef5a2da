/** Display filters. They change the picture only: measurements and flags are made from the stored samples. */
export interface DisplayFilters {
  readonly highPassHz: 0 | 0.05 | 0.5;
  readonly lowPassHz: 0 | 25 | 40 | 100 | 150;
  readonly notchHz: 0 | 50 | 60;
}

export const original: DisplayFilters = { highPassHz: 0, lowPassHz: 0, notchHz: 0 };

/** What F goes through, from none to the calmest line. */
export const presets: readonly DisplayFilters[] = [
  original,
  { highPassHz: 0.05, lowPassHz: 150, notchHz: 0 },
  { highPassHz: 0.05, lowPassHz: 100, notchHz: 0 },
  { highPassHz: 0.5, lowPassHz: 40, notchHz: 0 },
  { highPassHz: 0.5, lowPassHz: 25, notchHz: 0 },
];

export const isOriginal = (filters: DisplayFilters): boolean =>
  filters.highPassHz === 0 && filters.lowPassHz === 0 && filters.notchHz === 0;

/** The next preset; the notch stays as it is. */
export function nextPreset(filters: DisplayFilters): DisplayFilters {
  const at = presets.findIndex(each => each.highPassHz === filters.highPassHz && each.lowPassHz === filters.lowPassHz);
  return { ...(presets[(at + 1) % presets.length] ?? original), notchHz: filters.notchHz };
}

interface Section {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/**
 * Filters forwards and backwards, so that no wave is shifted in time and the ST segment keeps its place:
 * a causal high-pass at 0.5 Hz would bend it (AHA/ACC/HRS 2007, part I). Gaps stay gaps.
 */
export function filtered(values: Float32Array, rateHz: number, filters: DisplayFilters): Float32Array {
  const sections = sectionsOf(rateHz, filters);
  if (sections.length === 0 || values.length < 3) return values;
  const { signal, padding } = padded(values, rateHz, filters);
  for (const section of sections) {
    run(signal, section);
    signal.reverse();
    run(signal, section);
    signal.reverse();
  }
  const result = new Float32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    result[index] = Number.isNaN(values[index]) ? Number.NaN : (signal[padding + index] ?? 0);
  }
  return result;
}

/** Second-order sections by the bilinear transform (R. Bristow-Johnson's cookbook formulas, Q as noted). */
function sectionsOf(rateHz: number, filters: DisplayFilters): Section[] {
  const sections: Section[] = [];
  const nyquistHz = rateHz / 2;
  if (filters.highPassHz > 0) sections.push(section("high", filters.highPassHz, rateHz, Math.SQRT1_2));
  if (filters.lowPassHz > 0 && filters.lowPassHz < nyquistHz * 0.95)
    sections.push(section("low", filters.lowPassHz, rateHz, Math.SQRT1_2));
  if (filters.notchHz > 0 && filters.notchHz < nyquistHz * 0.95)
    sections.push(section("notch", filters.notchHz, rateHz, 12));
  return sections;
}

function section(kind: "high" | "low" | "notch", cutHz: number, rateHz: number, quality: number): Section {
  const angle = (2 * Math.PI * cutHz) / rateHz;
  const cos = Math.cos(angle);
  const alpha = Math.sin(angle) / (2 * quality);
  const a0 = 1 + alpha;
  const [b0, b1, b2] =
    kind === "low"
      ? [(1 - cos) / 2, 1 - cos, (1 - cos) / 2]
      : kind === "high"
        ? [(1 + cos) / 2, -(1 + cos), (1 + cos) / 2]
        : [1, -2 * cos, 1];
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: (-2 * cos) / a0, a2: (1 - alpha) / a0 };
}

/** Odd reflection at both ends keeps a slow filter from swinging in where the strip begins. */
function padded(
  values: Float32Array,
  rateHz: number,
  filters: DisplayFilters,
): { signal: Float64Array; padding: number } {
  const wanted = filters.highPassHz > 0 ? 2 * rateHz : Math.round(rateHz / 4);
  const padding = Math.min(wanted, values.length - 1);
  const held = withoutGaps(values);
  const signal = new Float64Array(values.length + 2 * padding);
  const first = held[0] ?? 0;
  const last = held[held.length - 1] ?? 0;
  for (let index = 0; index < padding; index++) {
    signal[padding - 1 - index] = 2 * first - (held[index + 1] ?? first);
    signal[padding + held.length + index] = 2 * last - (held[held.length - 2 - index] ?? last);
  }
  signal.set(held, padding);
  return { signal, padding };
}

function withoutGaps(values: Float32Array): Float64Array {
  const held = new Float64Array(values.length);
  let last = values.find(value => !Number.isNaN(value)) ?? 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isNaN(value)) last = value;
    held[index] = last;
  }
  return held;
}

function run(signal: Float64Array, { b0, b1, b2, a1, a2 }: Section): void {
  const start = signal[0] ?? 0;
  // The filter begins as if the first value had always been there.
  const settled = (start * (b0 + b1 + b2)) / (1 + a1 + a2);
  let x1 = start,
    x2 = start,
    y1 = settled,
    y2 = settled;
  for (let index = 0; index < signal.length; index++) {
    const x = signal[index] ?? 0;
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    signal[index] = y;
  }
}
