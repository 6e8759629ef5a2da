/** Which rows of a long list to draw, and how much empty space stands for the others. */
export interface Slice {
  readonly first: number;
  /** One past the last drawn row. */
  readonly end: number;
  readonly abovePx: number;
  readonly belowPx: number;
}

/** Rows drawn beyond the visible ones, so that quick scrolling and the Tab key find them. */
const spareRows = 12;

/** The slice of `count` rows of `rowPx` that a window of `heightPx` shows when the list's top is at `topPx` in it. */
export function sliceOf(count: number, rowPx: number, topPx: number, heightPx: number): Slice {
  const first = clamp(Math.floor(-topPx / rowPx) - spareRows, 0, count);
  const end = clamp(Math.ceil((heightPx - topPx) / rowPx) + spareRows, first, count);
  return { first, end, abovePx: first * rowPx, belowPx: (count - end) * rowPx };
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
