/** Which parts of a slide were looked at, on a 64 x 64 grid, and how closely. */
export const gridSize = 64;

/** Classes of closeness: below 5x, from 5x, from 10x, from 20x; without an objective by share of full size. */
export type Closeness = 0 | 1 | 2 | 3;

export function closenessOf(zoom: number, objective: number | null, devicePixelRatio: number): Closeness {
  const power = zoom * devicePixelRatio * (objective ?? 20);
  return power >= 20 ? 3 : power >= 10 ? 2 : power >= 5 ? 1 : 0;
}

export class VisitedGrid {
  private readonly seen = new Uint8Array(gridSize * gridSize);

  /** Marks what lies in a view; edges are shares of the slide, 0 to 1. Returns whether anything is new. */
  mark(left: number, top: number, right: number, bottom: number, closeness: Closeness): boolean {
    let changed = false;
    const cell = (share: number) => Math.max(0, Math.min(gridSize, share * gridSize));
    for (let y = Math.floor(cell(top)); y < Math.ceil(cell(bottom)); y++) {
      for (let x = Math.floor(cell(left)); x < Math.ceil(cell(right)); x++) {
        const at = y * gridSize + x;
        const mark = (this.seen[at] ?? 0) | (1 << closeness);
        if (mark === this.seen[at]) continue;
        this.seen[at] = mark;
        changed = true;
      }
    }
    return changed;
  }

  /** How closely a cell was looked at, at best; -1 when never. */
  best(x: number, y: number): Closeness | -1 {
    const mark = this.seen[y * gridSize + x] ?? 0;
    return mark === 0 ? -1 : ((31 - Math.clz32(mark)) as Closeness);
  }

  /** The cells of one closeness as the hub keeps them: 512 bytes in base64, row by row, lowest bit first. */
  cells(closeness: Closeness): string {
    const bytes = new Uint8Array((gridSize * gridSize) / 8);
    this.seen.forEach((mark, at) => {
      if (((mark >> closeness) & 1) === 1) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
    });
    return btoa(String.fromCharCode(...bytes));
  }
}
