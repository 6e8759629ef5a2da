import type { DicomJson } from "./study";

export interface TagLine {
  readonly tag: string;
  readonly vr: string;
  readonly text: string;
  /** Sequences around it. */
  readonly depth: number;
}

const [linesLimit, depthLimit, textLimit] = [1_000, 16, 200];
// One item for each frame, hundreds of them: told by their number.
const perFrame = "52009230";

/** A header line by line in the order of its tags, items of sequences behind their sequence. */
export function linesOf(row: DicomJson): readonly TagLine[] {
  const lines: TagLine[] = [];
  const open = [levelOf(row, 0)];
  for (let level = open.at(-1); level !== undefined && lines.length < linesLimit; level = open.at(-1)) {
    const tag = level.tags[level.at++];
    const element = tag === undefined ? undefined : level.row[tag];
    if (tag === undefined || element === undefined) {
      open.pop();
      continue;
    }
    const { vr, Value = [] } = element;
    const depth = level.depth;
    lines.push({ tag, vr, depth, text: vr === "SQ" ? `${Value.length}` : textOf(Value) });
    if (vr !== "SQ" || depth >= depthLimit || tag === perFrame) continue;
    for (const item of Value.toReversed()) open.push(levelOf((item ?? {}) as DicomJson, depth + 1));
  }
  return lines;
}

const levelOf = (row: DicomJson, depth: number) => ({ row, depth, at: 0, tags: Object.keys(row).sort() });

function textOf(values: readonly unknown[]): string {
  const text = values.map(oneOf).join(" \\ ");
  return text.length > textLimit ? `${text.slice(0, textLimit)}…` : text;
}

function oneOf(value: unknown): string {
  if (value === null || typeof value !== "object") return String(value ?? "");
  const { Alphabetic = "", Ideographic = "", Phonetic = "" } = value as Readonly<Record<string, string>>;
  return [Alphabetic, Ideographic, Phonetic].join("=").replace(/=+$/, "");
}
