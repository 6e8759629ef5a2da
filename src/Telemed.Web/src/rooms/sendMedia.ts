import { noteAnswer, noteNoAnswer } from "../platform/connection";
import { Problem, type ProblemBody } from "../platform/problem";
import type { RoomLine } from "./types";

/** A still over a line of 20 kbit/s takes its time; it is given it. */
const timeoutMs = 120_000;

/** Sends a still, a voice note or a piece of the recording into the room; it becomes an attachment of the case. Safe to repeat with one number. */
export async function sendMedia(
  roomId: string,
  kind: "still" | "voice" | "recording",
  body: Blob,
  region: string | null,
  caption: string | null,
  clientId: string = crypto.randomUUID(),
): Promise<RoomLine> {
  const query = new URLSearchParams({ kind, clientId });
  if (region !== null) query.set("region", region);
  if (caption !== null && caption.trim() !== "") query.set("caption", caption.trim());
  const startedMs = performance.now();
  let answer: Response;
  try {
    answer = await fetch(`/api/rooms/${roomId}/media?${query}`, {
      method: "POST",
      headers: { "X-Telemed": "1", "Content-Type": body.type, Accept: "application/json" },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    noteNoAnswer();
    throw new Problem(0, { code: "offline", detail: error instanceof Error ? error.message : "no answer" });
  }
  noteAnswer(performance.now() - startedMs);
  const text = await answer.text();
  const told: unknown = text.startsWith("{") ? JSON.parse(text) : {};
  if (!answer.ok) throw new Problem(answer.status, told as ProblemBody);
  return told as RoomLine;
}
