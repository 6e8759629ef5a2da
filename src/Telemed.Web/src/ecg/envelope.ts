/** Points of a line, x and y in turn. */
export type Points = Float32Array;

/**
 * The line of a lead through pixel columns. Every column takes the first, lowest, highest and last of its samples, so a
 * narrow R wave or a pacing spike keeps its height at every zoom. Gaps start a new line: they are returned apart.
 *
 * @param xOf pixels of a sample's index; @param yOf pixels of a value.
 * @param columnPx width of a column, one device pixel.
 */
export function envelope(
  values: Float32Array,
  from: number,
  to: number,
  startPx: number,
  pxPerSample: number,
  yOf: (value: number) => number,
  columnPx: number,
): readonly Points[] {
  const lines: Points[] = [];
  let line: number[] = [];
  const close = () => {
    if (line.length >= 2) lines.push(Float32Array.from(line));
    line = [];
  };
  const perColumn = Math.max(1, Math.floor(columnPx / pxPerSample));
  for (let at = Math.max(0, from); at < Math.min(to, values.length); at += perColumn) {
    const end = Math.min(at + perColumn, to, values.length);
    let low = -1,
      high = -1,
      first = -1,
      last = -1;
    for (let index = at; index < end; index++) {
      const value = values[index]!;
      if (Number.isNaN(value)) continue;
      if (first < 0) first = low = high = index;
      if (value < values[low]!) low = index;
      if (value > values[high]!) high = index;
      last = index;
    }
    if (first < 0) {
      close();
      continue;
    }
    const early = Math.min(low, high);
    const late = Math.max(low, high);
    let before = -1;
    for (const index of [first, early, late, last]) {
      if (index === before) continue;
      line.push(startPx + (index - from) * pxPerSample, yOf(values[index]!));
      before = index;
    }
  }
  close();
  return lines;
}
