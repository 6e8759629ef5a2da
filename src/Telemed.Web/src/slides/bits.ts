/** A set of tiles as the hub sends it: base64, row by row, lowest bit first. */
export class TileBits {
  private readonly bytes: Uint8Array;
  private readonly columns: number;

  constructor(base64: string, columns: number) {
    this.bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
    this.columns = columns;
  }

  has(column: number, row: number): boolean {
    const at = row * this.columns + column;
    return (((this.bytes[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
  }
}
