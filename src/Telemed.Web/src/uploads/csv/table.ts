/** What the import dialogue tells the hub about a table of numbers; the file itself goes as it is. */
export interface CsvLayout {
  readonly samplingRateHz: number;
  readonly microvoltsPerCount: number;
  /** For each column its lead, or null for one to leave out. */
  readonly columns: readonly (string | null)[];
  readonly separator: string;
  readonly decimalComma: boolean;
  readonly headerRows: number;
}

/** The beginning of a table, enough to guess from and to show. */
export interface CsvTable {
  readonly lines: readonly string[];
  /** Lines of the whole file, from the length of those that were read. */
  readonly linesAbout: number;
}

export const separators = [";", "\t", ","] as const;

/** Hundreds of rows of twelve leads: enough for a rate that a rounded time column gives. */
const beginningBytes = 256 * 1024;
/** Fewer rows of numbers than these are a list in somebody's notes. */
const rowsAtLeast = 3;
const lineEnds = /\r\n|[\n\r\f\u0085\u2028\u2029]/;
const clock = /^\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?$/;
const withPoint = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const withComma = /^[+-]?(?:\d+,?\d*|,\d+)(?:e[+-]?\d+)?$/i;

/** Excel writes UTF-8 with a mark or UTF-16, Chinese carts GBK without one; the hub reads in the same order. */
export function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  for (const encoding of ["utf-8", "gbk"]) {
    try {
      // A beginning may end within a letter: that is no fault of the encoding.
      return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    } catch {
      // The next one is tried.
    }
  }
  return new TextDecoder("latin1").decode(bytes);
}

export const cellsOf = (line: string, separator: string): readonly string[] =>
  line.split(separator).map(cell => cell.trim().replace(/^["']|["']$/g, ""));

/** A cell as a number, a time of the clock as seconds; null when it is neither, undefined when it is empty. */
export function numberOf(cell: string, decimalComma: boolean): number | null | undefined {
  if (cell === "") return undefined;
  if (clock.test(cell))
    return cell.replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return (decimalComma ? withComma : withPoint).test(cell) ? Number(cell.replace(",", ".")) : null;
}

/** Where the numbers begin when columns are parted so, and how many columns there are; null when there are none. */
export function bodyOf(
  lines: readonly string[],
  separator: string,
  decimalComma: boolean,
): { readonly headerRows: number; readonly columns: number } | null {
  let rows = 0;
  let columns = 0;
  let from = 0;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const cells = cellsOf(line, separator);
    const numbers = cells.map(cell => numberOf(cell, decimalComma));
    const isRow = numbers.every(number => number !== null) && numbers.some(number => number !== undefined);
    if (!isRow || cells.length !== columns) {
      if (!isRow) columns = 0;
      else [columns, from] = [cells.length, index];
      rows = isRow ? 1 : 0;
    } else rows++;
    if (rows >= rowsAtLeast) return { headerRows: from, columns };
  }
  return null;
}

/** Whether a file's beginning is a table of numbers with at least two columns, whatever its name. */
export function isTable(head: Uint8Array): boolean {
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (!isWide && head.includes(0)) return false;
  const lines = textOf(head).split(lineEnds).slice(0, -1);
  return separators.some(separator =>
    [false, true].some(comma => !(comma && separator === ",") && (bodyOf(lines, separator, comma)?.columns ?? 0) > 1),
  );
}

/** The beginning of a file as lines, or null when it is no table of numbers. */
export async function tableOf(file: File, headBytes: number): Promise<CsvTable | null> {
  const bytes = new Uint8Array(await file.slice(0, beginningBytes).arrayBuffer());
  if (!isTable(bytes.subarray(0, headBytes))) return null;
  const all = textOf(bytes).split(lineEnds);
  const lines = file.size > bytes.length ? all.slice(0, -1) : all;
  return { lines, linesAbout: Math.round((all.length * file.size) / bytes.length) };
}
