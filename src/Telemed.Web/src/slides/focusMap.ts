import type { SlideQuality } from "./types";

/** The hub's byte for a cell without tissue. */
const noTissue = 255;
/** Below these a cell is blurred, and soft; the hub's scale runs from 0 to 254. */
const blurredBelow = 85;
const softBelow = 127;

/** How sharp each cell of a slide is. */
export interface FocusMap {
  readonly columns: number;
  readonly rows: number;
  /** 0 blurred to 254 sharp; null without tissue. */
  at(column: number, row: number): number | null;
}

const cellsLimit = 65_536;

/** The map as the hub sends it, or null when it has none or its size is not what it says. */
export function focusMapOf(quality: SlideQuality | null | undefined): FocusMap | null {
  const { columns, rows, focus } = quality ?? {};
  if (!columns || !rows || !focus || columns * rows > cellsLimit) return null;
  let cells: Uint8Array;
  try {
    cells = Uint8Array.from(atob(focus), letter => letter.charCodeAt(0));
  } catch {
    return null;
  }
  if (cells.length !== columns * rows) return null;
  return {
    columns,
    rows,
    at: (column, row) => {
      const value = cells[row * columns + column] ?? noTissue;
      return value === noTissue ? null : value;
    },
  };
}

/** The colour of a cell, or null where nothing is to be said. */
export function focusTint(value: number | null): string | null {
  if (value === null || value >= softBelow) return null;
  return value < blurredBelow ? "rgb(214 48 40 / 45%)" : "rgb(236 160 28 / 38%)";
}
