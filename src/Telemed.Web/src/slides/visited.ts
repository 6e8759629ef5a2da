/** Which parts of a slide were looked at, on a 64 x 64 grid, and how closely. */
export const gridSize = 64;

/** Classes of closeness: below 5x, from 5x, from 10x, from 20x; without an objective by share of full size. */
export type Closeness = 0 | 1 | 2 | 3;

export const closenesses: readonly Closeness[] = [0, 1, 2, 3];

export function closenessOf(zoom: number, objective: number | null, devicePixelRatio: number): Closeness {
  const power = zoom * devicePixelRatio * (objective ?? 20);
  return power >= 20 ? 3 : power >= 10 ? 2 : power >= 5 ? 1 : 0;
}

export class VisitedGrid {
  private readonly seen = new Uint8Array(gridSize * gridSize);
  /** Shown in preview quality and not yet in stored pixels, at that closeness or a higher one. */
  private readonly rough = new Uint8Array(gridSize * gridSize);

  /** Marks what lies in a view; edges are shares of the slide, 0 to 1. Returns whether anything is new. */
  mark(left: number, top: number, right: number, bottom: number, closeness: Closeness, isPreview = false): boolean {
    let changed = false;
    const cell = (share: number) => Math.max(0, Math.min(gridSize, share * gridSize));
    for (let y = Math.floor(cell(top)); y < Math.ceil(cell(bottom)); y++) {
      for (let x = Math.floor(cell(left)); x < Math.ceil(cell(right)); x++) {
        changed = this.markCell(y * gridSize + x, closeness, isPreview) || changed;
      }
    }
    return changed;
  }

  /** How closely a cell was looked at, at best; -1 when never. */
  best(x: number, y: number): Closeness | -1 {
    const mark = this.seen[y * gridSize + x] ?? 0;
    return mark === 0 ? -1 : ((31 - Math.clz32(mark)) as Closeness);
  }

  /** Whether a cell was shown in preview quality and must be looked at again before signing. */
  isRough(x: number, y: number): boolean {
    return (this.rough[y * gridSize + x] ?? 0) !== 0;
  }

  /** Whether any cell must be looked at again. */
  hasRough(): boolean {
    return this.rough.some(mark => mark !== 0);
  }

  /** The cells of one closeness as the hub keeps them: 512 bytes in base64, row by row, lowest bit first. */
  cells(closeness: Closeness): string {
    return packed(this.seen, closeness);
  }

  /** The cells shown in preview only, in the same form; null when there is none. */
  roughCells(closeness: Closeness): string | null {
    return this.rough.some(mark => ((mark >> closeness) & 1) === 1) ? packed(this.rough, closeness) : null;
  }

  /** Takes over what the hub kept of earlier visits. */
  load(closeness: Closeness, cells: string, roughCells: string | null): void {
    for (const at of unpacked(roughCells)) this.markCell(at, closeness, true);
    for (const at of unpacked(cells)) this.markCell(at, closeness, false);
  }

  private markCell(at: number, closeness: Closeness, isPreview: boolean): boolean {
    const bit = 1 << closeness;
    const [seen, rough] = [this.seen[at] ?? 0, this.rough[at] ?? 0];
    if (isPreview) {
      // Stored pixels at this power or a higher one were shown already.
      if (seen >> closeness !== 0 || (rough & bit) !== 0) return false;
      this.rough[at] = rough | bit;
      return true;
    }
    this.seen[at] = seen | bit;
    this.rough[at] = rough & ~((bit << 1) - 1);
    return this.seen[at] !== seen || this.rough[at] !== rough;
  }
}

function packed(marks: Uint8Array, closeness: Closeness): string {
  const bytes = new Uint8Array((gridSize * gridSize) / 8);
  marks.forEach((mark, at) => {
    if (((mark >> closeness) & 1) === 1) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
  });
  return btoa(String.fromCharCode(...bytes));
}

function unpacked(cells: string | null): readonly number[] {
  const found: number[] = [];
  if (cells === null) return found;
  const bytes = Uint8Array.from(atob(cells), letter => letter.charCodeAt(0));
  for (let at = 0; at < gridSize * gridSize; at++) if ((((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) === 1) found.push(at);
  return found;
}
