import { bodyOf, cellsOf, numberOf, separators, type CsvLayout } from "./table";

export type CsvUnit = "uV" | "mV" | "count";

/** What stands in the dialogue: guessed first, then as the person changes it. */
export interface CsvChoice {
  readonly separator: string;
  readonly decimalComma: boolean;
  readonly headerRows: number;
  readonly columns: readonly (string | null)[];
  /** As typed; empty where nothing in the file tells. */
  readonly rate: string;
  readonly unit: CsvUnit;
  /** Microvolts for one count, as typed; only for the unit "count". */
  readonly perCount: string;
}

export type CsvFault =
  | { readonly code: "noLead" | "noRate" | "noUnit" }
  | { readonly code: "twice"; readonly lead: string }
  | { readonly code: "noNumber"; readonly column: number; readonly line: number };

const twelve = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];
/** Leads that a column may be, the twelve first, then right-sided, posterior, vector and monitor leads. */
export const leadNames: readonly string[] = [
  ...twelve, "V7", "V8", "V9", "V2R", "V3R", "V4R", "V5R", "V6R", "V7R", "X", "Y", "Z", "D", "A", "J", "MCL1", "MCL2",
  "MCL3", "MCL4", "MCL5", "MCL6", "CM5", "CC5",
];

/** Headings that name a lead. A lone letter heads columns of all kinds, so only I is taken at its word. */
const known = new Map<string, string>([
  ...leadNames.filter(name => name === "I" || name.length > 1).map(name => [name.toUpperCase(), name] as const),
  ...[1, 2, 3, 4, 5, 6].map(number => [`C${number}`, `V${number}`] as const),
  ["DI", "I"], ["DII", "II"], ["DIII", "III"], ["VX", "X"], ["VY", "Y"], ["VZ", "Z"], ["MLII", "II"], ["MLI", "I"],
]);

type Rows = readonly (readonly (number | null)[])[];

/** Rows that a rate and a unit are guessed from. */
const guessRows = 2_000;
/** A trace rises over a few samples too. */
const risingRows = 20;
const slowestHz = 10;
const fastestHz = 20_000;
const millivolts = /(^|[^a-zµμа-я])(mv|мв)([^a-zа-я]|$)/i;
const microvolts = /(uv|µv|μv|мкв)/i;
const hertz = /(\d+(?:[.,]\d+)?)\s*(?:hz|гц|赫兹)/i;
const timeName = /^(?:time|elapsed|t$|ms$|sec|zeit|时间|時間|время|уақыт)/i;

/** The lead a heading names: "Lead II [mV]", "ecg_v1", "C3 (uV)"; null when it names none. */
export function leadOf(heading: string): string | null {
  const bare = heading
    .replace(/[[(].*$/, "")
    .replace(/^(?:mdc_ecg_lead_|lead|ecg|ekg|导联|отведение)[\s_:-]*/i, "")
    .replace(/[\s_/-]*(?:uv|µv|μv|mv)$/i, "")
    .trim();
  return known.get(bare.toUpperCase()) ?? null;
}

/** Guesses everything that a table tells; null when no way of parting it gives numbers. */
export function guessOf(lines: readonly string[], only?: string): CsvChoice | null {
  const found = (only === undefined ? separators : [only])
    .flatMap(separator => [false, true].map(decimalComma => ({ separator, decimalComma })))
    .filter(({ separator, decimalComma }) => !(decimalComma && separator === ","))
    .flatMap(way => {
      const body = bodyOf(lines, way.separator, way.decimalComma);
      return body === null ? [] : [{ ...way, ...body }];
    })
    .reduce<{ separator: string; decimalComma: boolean; headerRows: number; columns: number } | null>(
      (best, way) => (best === null || way.columns > best.columns ? way : best), null);
  if (found === null) return null;
  const { separator, decimalComma, headerRows } = found;
  const rows = lines
    .slice(headerRows, headerRows + guessRows)
    .filter(line => line.trim() !== "")
    .map(line => cellsOf(line, separator).map(cell => numberOf(cell, decimalComma) ?? null));
  const header = lines.slice(0, headerRows);
  const names = namesOf(header, separator);
  const time = timeColumn(rows, names, found.columns);
  const columns = columnsOf(names, found.columns, time);
  const told = hertz.exec(header.join("\n"));
  const timed = time === null ? null : rateOf(rows, time, names[time] ?? "");
  const rateHz = told ? Number(told[1]?.replace(",", ".")) : timed;
  return {
    separator, decimalComma, headerRows, columns, rate: rateHz === null ? "" : String(rateHz),
    unit: unitOf(header.join("\n"), rows, columns), perCount: "",
  };
}

/** The heading that names most leads; the last line before the numbers when none does. */
function namesOf(header: readonly string[], separator: string): readonly string[] {
  const count = (names: readonly string[]) => names.filter(name => leadOf(name) !== null).length;
  return header
    .map(line => cellsOf(line, separator))
    .reduce<readonly string[]>((best, names) => (count(names) >= count(best) ? names : best), []);
}

function timeColumn(rows: Rows, names: readonly string[], columns: number): number | null {
  for (let column = 0; column < Math.min(columns, 2); column++) {
    if (timeName.test(names[column] ?? "")) return column;
  }
  if (leadOf(names[0] ?? "") !== null || columns < 2 || rows.length < risingRows) return null;
  const rises = rows.every((row, index) => index === 0 || (row[0] ?? 0) > (rows[index - 1]?.[0] ?? 0));
  return rises ? 0 : null;
}

function columnsOf(names: readonly string[], count: number, time: number | null): readonly (string | null)[] {
  const used = new Set<string>();
  const named = Array.from({ length: count }, (_, column) => {
    const lead = column === time ? null : leadOf(names[column] ?? "");
    if (lead === null || used.has(lead)) return null;
    used.add(lead);
    return lead;
  });
  if (used.size > 0) return named;
  // Without names twelve columns stand in the order of the paper and eight leave out what can be computed.
  const free = named.map((_, column) => column).filter(column => column !== time);
  const order = free.length === 12 ? twelve : free.length === 8 ? ["I", "II", ...twelve.slice(6)] : [];
  return named.map((_, column) => order[free.indexOf(column)] ?? null);
}

function rateOf(rows: Rows, time: number, name: string): number | null {
  const first = rows[0]?.[time];
  const last = rows.at(-1)?.[time];
  if (first === null || first === undefined || last === null || last === undefined || last <= first) return null;
  const step = (last - first) / (rows.length - 1);
  const isMs = /ms|毫秒|мс/i.test(name);
  const isS = !isMs && /\bs\b|sec|秒|сек|\bс\b/i.test(name);
  if (!isMs && !isS && step === 1) return null; // the samples are only counted
  const exact = (isMs || (!isS && step >= 0.5) ? 1_000 : 1) / step;
  if (exact < slowestHz || exact > fastestHz) return null;
  const whole = Math.round(exact);
  // Times are rounded to their last digit, so a rate a hair off a whole number is that number.
  return Math.abs(exact - whole) < whole * 0.002 ? whole : Math.round(exact * 1_000) / 1_000;
}

function unitOf(header: string, rows: Rows, columns: readonly (string | null)[]): CsvUnit {
  if (microvolts.test(header)) return "uV";
  if (millivolts.test(header)) return "mV";
  // Where no lead is known yet a column that counts the samples must not speak for the trace beside it.
  const isNamed = columns.some(lead => lead !== null);
  const largest = columns
    .map((lead, column) =>
      isNamed && lead === null ? 0 : rows.reduce((most, row) => Math.max(most, Math.abs(row[column] ?? 0)), 0))
    .filter(most => most > 0);
  const peak = isNamed ? Math.max(...largest) : Math.min(...largest);
  return largest.length > 0 && peak < 20 ? "mV" : "uV";
}

/** A number as people type it, with a point or a comma. */
const typed = (text: string): number => Number(text.trim().replace(",", ".") || Number.NaN);

/** The layout that is sent, or what is still to be done. */
export function layoutOf(choice: CsvChoice, lines: readonly string[]): CsvLayout | CsvFault {
  const leads = choice.columns.filter(lead => lead !== null);
  if (leads.length === 0) return { code: "noLead" };
  const lead = leads.find((each, index) => leads.indexOf(each) !== index);
  if (lead !== undefined) return { code: "twice", lead };
  const samplingRateHz = typed(choice.rate);
  if (!(samplingRateHz >= slowestHz && samplingRateHz <= fastestHz)) return { code: "noRate" };
  const microvoltsPerCount = choice.unit === "mV" ? 1_000 : choice.unit === "uV" ? 1 : typed(choice.perCount);
  if (!(microvoltsPerCount > 0 && microvoltsPerCount <= 1_000_000)) return { code: "noUnit" };
  const wrong = noNumber(choice, lines);
  if (wrong !== null) return wrong;
  const { columns, separator, decimalComma, headerRows } = choice;
  return { samplingRateHz, microvoltsPerCount, columns, separator, decimalComma, headerRows };
}

function noNumber(choice: CsvChoice, lines: readonly string[]): CsvFault | null {
  for (const [index, line] of lines.slice(choice.headerRows, choice.headerRows + guessRows).entries()) {
    if (line.trim() === "") continue;
    const cells = cellsOf(line, choice.separator);
    const column = choice.columns.findIndex((lead, at) =>
      lead !== null && (cells[at]?.includes(":") || numberOf(cells[at] ?? "", choice.decimalComma) === null));
    if (column >= 0) return { code: "noNumber", column: column + 1, line: choice.headerRows + index + 1 };
  }
  return null;
}
