/**
 * A QR code for short texts (ISO/IEC 18004): byte mode, error correction M, versions 1 to 10, mask 0. A reader takes
 * any mask; choosing the prettiest is left out. It exists so that a secret never has to leave the page to be drawn.
 */
interface Shape {
  /** Error correction bytes of each block. */
  readonly check: number;
  /** How many data bytes each block holds. */
  readonly blocks: readonly number[];
  /** Centres of the alignment squares. */
  readonly centres: readonly number[];
}

/** Level M of versions 1 to 10 (ISO/IEC 18004:2015, tables 9 and E.1). */
const shapes: readonly Shape[] = [
  { check: 10, blocks: [16], centres: [] },
  { check: 16, blocks: [28], centres: [6, 18] },
  { check: 26, blocks: [44], centres: [6, 22] },
  { check: 18, blocks: [32, 32], centres: [6, 26] },
  { check: 24, blocks: [43, 43], centres: [6, 30] },
  { check: 16, blocks: [27, 27, 27, 27], centres: [6, 34] },
  { check: 18, blocks: [31, 31, 31, 31], centres: [6, 22, 38] },
  { check: 22, blocks: [38, 38, 39, 39], centres: [6, 24, 42] },
  { check: 22, blocks: [36, 36, 36, 37, 37], centres: [6, 26, 46] },
  { check: 26, blocks: [43, 43, 43, 43, 44], centres: [6, 28, 50] },
];

/** The modules of the code, row by row, true for dark; null when the text is too long (213 bytes fit). */
export function qrModules(text: string): readonly (readonly boolean[])[] | null {
  const bytes = new TextEncoder().encode(text);
  const version = shapes.findIndex((shape, index) => bytes.length + headBytes(index + 1) <= total(shape.blocks)) + 1;
  const shape = shapes[version - 1];
  if (!shape) return null;
  const grid = new Grid(version, shape);
  grid.fill(interleaved(dataBytes(bytes, version, total(shape.blocks)), shape));
  grid.format();
  return grid.rows();
}

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);
/** Mode, count and end take 20 bits, 28 from version 10 on; in whole bytes. */
const headBytes = (version: number): number => (version < 10 ? 2 : 3);

function dataBytes(bytes: Uint8Array, version: number, sizeBytes: number): number[] {
  // The mode and the count, then the text, then the end, all in halves of a byte.
  const count = bytes.length;
  const head = [4, ...(version < 10 ? [] : [count >> 12, (count >> 8) & 15]), (count >> 4) & 15, count & 15];
  const halves = [...head, ...[...bytes].flatMap(byte => [byte >> 4, byte & 15]), 0];
  const out: number[] = [];
  for (let index = 0; index + 1 < halves.length; index += 2)
    out.push(((halves[index] ?? 0) << 4) | (halves[index + 1] ?? 0));
  for (let pad = 0; out.length < sizeBytes; pad++) out.push(pad % 2 === 0 ? 0xec : 0x11);
  return out;
}

function interleaved(data: readonly number[], shape: Shape): number[] {
  let at = 0;
  const blocks = shape.blocks.map(size => data.slice(at, (at += size)));
  const checks = blocks.map(block => remainder(block, shape.check));
  const longest = Math.max(...shape.blocks);
  const out: number[] = [];
  for (let index = 0; index < longest; index++)
    for (const block of blocks) if (index < block.length) out.push(block[index] ?? 0);
  for (let index = 0; index < shape.check; index++) for (const check of checks) out.push(check[index] ?? 0);
  return out;
}

/** Multiplies in the field of 256 elements over x^8 + x^4 + x^3 + x^2 + 1. */
function times(one: number, other: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((other >> bit) & 1) * one;
  }
  return product;
}

/** The Reed-Solomon check bytes of a block. */
function remainder(block: readonly number[], degree: number): number[] {
  const divisor: number[] = Array.from({ length: degree }, (_, index) => (index === degree - 1 ? 1 : 0));
  let root = 1;
  for (let step = 0; step < degree; step++) {
    for (let index = 0; index < degree; index++)
      divisor[index] = times(divisor[index] ?? 0, root) ^ (divisor[index + 1] ?? 0);
    root = times(root, 2);
  }
  const rest: number[] = Array.from({ length: degree }, () => 0);
  for (const byte of block) {
    const factor = byte ^ (rest.shift() ?? 0);
    rest.push(0);
    for (let index = 0; index < degree; index++) rest[index] = (rest[index] ?? 0) ^ times(divisor[index] ?? 0, factor);
  }
  return rest;
}

class Grid {
  readonly #size: number;
  readonly #dark: boolean[][];
  readonly #taken: boolean[][];

  constructor(version: number, shape: Shape) {
    this.#size = version * 4 + 17;
    const empty = () => Array.from({ length: this.#size }, () => Array.from({ length: this.#size }, () => false));
    this.#dark = empty();
    this.#taken = empty();
    this.#corners(shape);
    if (version >= 7) this.#versionBits(version);
  }

  rows(): readonly (readonly boolean[])[] {
    return this.#dark;
  }

  /** Lays the bits in the zigzag of the standard, turned over where row and column are even together (mask 0). */
  fill(bytes: readonly number[]): void {
    let bit = 0;
    for (let right = this.#size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5; // the timing column is no data column
      for (let step = 0; step < this.#size; step++) {
        for (const column of [right, right - 1]) {
          const row = ((right + 1) & 2) === 0 ? this.#size - 1 - step : step;
          if (this.#taken[row]?.[column]) continue;
          const value = ((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
          this.#set(row, column, (value === 1) !== ((row + column) % 2 === 0));
          bit++;
        }
      }
    }
  }

  /** The format bits of level M with mask 0, twice, and the module that is always dark. */
  format(): void {
    const bits = 0b101010000010010; // level M (00), mask 000, with its check bits and the standard's mask
    const last = this.#size - 1;
    for (let index = 0; index < 15; index++) {
      const dark = ((bits >> index) & 1) === 1;
      const [row, column] =
        index < 6 ? [index, 8] : index < 8 ? [index + 1, 8] : index === 8 ? [8, 7] : [8, 14 - index];
      this.#set(row, column, dark);
      if (index < 8) this.#set(8, last - index, dark);
      else this.#set(this.#size - 15 + index, 8, dark);
    }
    this.#set(this.#size - 8, 8, true);
  }

  #corners(shape: Shape): void {
    for (let index = 0; index < this.#size; index++) {
      this.#set(6, index, index % 2 === 0);
      this.#set(index, 6, index % 2 === 0);
    }
    const last = this.#size - 7;
    for (const [top, left] of [
      [0, 0],
      [0, last],
      [last, 0],
    ] as const)
      this.#square(top + 3, left + 3, 4);
    const ends = [shape.centres[0], shape.centres.at(-1)];
    for (const row of shape.centres) {
      for (const column of shape.centres) {
        const isCorner = ends.includes(row) && ends.includes(column) && !(row === ends[1] && column === ends[1]);
        if (!isCorner) this.#square(row, column, 2);
      }
    }
    for (let index = 0; index < 9; index++) {
      this.#take(8, index);
      this.#take(index, 8);
      if (index < 8) {
        this.#take(8, this.#size - 1 - index);
        this.#take(this.#size - 1 - index, 8);
      }
    }
  }

  /** A square of rings around a centre: a finder with its white border (4) or an alignment square (2). */
  #square(centreRow: number, centreColumn: number, reach: number): void {
    for (let row = centreRow - reach; row <= centreRow + reach; row++) {
      for (let column = centreColumn - reach; column <= centreColumn + reach; column++) {
        const ring = Math.max(Math.abs(row - centreRow), Math.abs(column - centreColumn));
        this.#set(row, column, reach === 4 ? ring !== 2 && ring !== 4 : ring !== 1);
      }
    }
  }

  #versionBits(version: number): void {
    let rest = version;
    for (let step = 0; step < 12; step++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    const bits = (version << 12) | rest;
    for (let index = 0; index < 18; index++) {
      const dark = ((bits >> index) & 1) === 1;
      const [near, far] = [Math.floor(index / 3), this.#size - 11 + (index % 3)];
      this.#set(near, far, dark);
      this.#set(far, near, dark);
    }
  }

  #set(row: number, column: number, dark: boolean): void {
    const line = this.#dark[row];
    if (!line || column < 0 || column >= this.#size) return;
    line[column] = dark;
    this.#take(row, column);
  }

  #take(row: number, column: number): void {
    const line = this.#taken[row];
    if (line && column >= 0 && column < this.#size) line[column] = true;
  }
}
