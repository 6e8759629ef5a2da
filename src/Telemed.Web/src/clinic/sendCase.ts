import type { Case } from "../case/types";
import { postJson, putJson } from "../platform/api";
import { Problem } from "../platform/problem";
import { sendLater, sendsWhenOnline, type Waiting } from "../platform/offline";
import { nowMs } from "../platform/time";
import { bodyOf, type NewCase } from "./newCase";

const kind = "case";

/** Sends a saved draft. The number made on this device makes a second send harmless. */
export async function sendCase(draft: NewCase): Promise<void> {
  await postJson(
    `/api/consultations/${draft.id}/submission`,
    { version: draft.version, clientTime: new Date(nowMs()).toISOString() },
    undefined,
    { "Idempotency-Key": `${draft.id}-submission` },
  );
}

/** Puts the case into the waiting list of this device; it goes out by itself. */
export async function sendCaseLater(draft: NewCase, personId: string, label: string): Promise<void> {
  await sendLater({ id: draft.id, kind, personId, label, createdAt: new Date().toISOString(), body: draft });
}

sendsWhenOnline(kind, async (item: Waiting) => {
  const draft = item.body as NewCase;
  const body = bodyOf(draft, item.createdAt);
  const saved =
    draft.version === null
      ? await postJson<Case>("/api/consultations", body, undefined, { "Idempotency-Key": draft.id })
      : await putJson<Case>(`/api/consultations/${draft.id}`, body).catch(asIfSaved);
  if (saved.state !== "draft") return; // an earlier try arrived and only its answer was lost
  await sendCase({ ...draft, version: saved.version });
});

/** A newer version at the hub means that an earlier try got through: take its state. */
function asIfSaved(error: unknown): Pick<Case, "state" | "version"> {
  if (!(error instanceof Problem) || error.code !== "version_conflict") throw error;
  const current = error.body["current"] as { state?: string; version?: number } | number | undefined;
  if (typeof current === "number") return { state: "draft", version: current };
  return { state: current?.state ?? "draft", version: current?.version ?? 0 };
}
