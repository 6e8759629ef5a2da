import type { RoomLine, Shape } from "./types";

/** Lines by number, each once: a line may come by the answer, by the message and by the history. */
export function withLines(old: readonly RoomLine[], added: readonly RoomLine[]): readonly RoomLine[] {
  const known = new Set(old.map(line => line.sequence));
  const fresh = added.filter(line => !known.has(line.sequence) && known.add(line.sequence));
  if (fresh.length === 0) return old;
  return [...old, ...fresh].toSorted((one, other) => one.sequence - other.sequence);
}

/** Up to which number nothing is missing, when nothing was missing up to `from`. */
export function filledTo(lines: readonly RoomLine[], from: number): number {
  return lines.reduce((to, line) => (line.sequence === to + 1 ? line.sequence : to), from);
}

export interface Drawing {
  readonly sequence: number;
  readonly personId: string | null;
  readonly subject: string;
  readonly shape: Shape;
  readonly isKept: boolean;
}

/** The drawings that still stand on a subject. */
export function drawingsOf(lines: readonly RoomLine[], subject: string): readonly Drawing[] {
  const erased = new Set(lines.filter(line => line.kind === "erase").map(line => line.body["sequence"]));
  const kept = new Set(lines.filter(line => line.kind === "kept").map(line => line.body["sequence"]));
  const found: Drawing[] = [];
  for (const { kind, sequence, personId, body } of lines) {
    if (kind !== "drawing" || body["subject"] !== subject || erased.has(sequence)) continue;
    const shape = shapeOf(body["shape"]);
    if (shape !== null) found.push({ sequence, personId, subject, shape, isKept: kept.has(sequence) });
  }
  return found;
}

/** Another browser's drawing is foreign data: what has not the shape of one is left out. */
function shapeOf(value: unknown): Shape | null {
  if (typeof value !== "object" || value === null) return null;
  const { kind, colour, on, points } = value as Partial<Shape>;
  if (kind !== "stroke" && kind !== "arrow" && kind !== "ring") return null;
  if (typeof colour !== "string" || !/^#[0-9a-f]{6}$/i.test(colour) || typeof on !== "string") return null;
  if (!Array.isArray(points) || points.length < 4 || !points.every(each => Number.isFinite(each))) return null;
  return { kind, colour, on, points };
}
