import type { Case } from "../case/types";
import { getJson, postJson, putJson } from "../platform/api";
import { keepDraft } from "../platform/drafts";
import { Problem } from "../platform/problem";
import { sendLater, sendsWhenOnline, type Waiting } from "../platform/offline";
import { bodyOf, type NewCase } from "./newCase";

const kind = "case";

/** Sends a saved draft. The number made on this device makes a second send harmless. */
export async function sendCase(draft: NewCase): Promise<void> {
  await postJson(`/api/consultations/${draft.id}/submission`, { version: draft.version }, undefined, {
    "Idempotency-Key": crypto.randomUUID(),
  });
}

/** Puts the case into the waiting list of this device; it goes out by itself. */
export async function sendCaseLater(draft: NewCase, personId: string, label: string): Promise<void> {
  await sendLater({ id: draft.id, kind, personId, label, createdAt: new Date().toISOString(), body: draft });
}

/** Registers a patient who was written down without a line. His id was made here, so a second try does no harm. */
export async function registered(draft: NewCase): Promise<NewCase> {
  if (draft.newPatient === null || draft.newPatient === undefined) return draft;
  await postJson("/api/patients", { ...draft.newPatient, id: draft.patientId, confirmed: true });
  return { ...draft, newPatient: null };
}

sendsWhenOnline(kind, async (item: Waiting) => {
  const draft = await registered(item.body as NewCase);
  const url = `/api/consultations/${draft.id}`;
  const body = bodyOf(draft, item.createdAt);
  const saveAndSend = async (version: number | null) => {
    const saved = await putJson<Case>(url, { ...body, version });
    await sendCase({ ...draft, version: saved.version });
  };
  try {
    const begun = draft.version === null ? await postJson<Case>("/api/consultations", body) : draft;
    await saveAndSend(begun.version);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409) throw error;
    const current = await getJson<Case>(url);
    if (current.state !== "draft") return; // an earlier try arrived and only its answer was lost
    if (error.code !== "version_conflict") throw error;
    await saveAndSend(current.version);
  }
}, mendCase);

/** A refused case becomes a draft again: nothing that was written is lost. */
function mendCase(item: Waiting): string {
  keepDraft(`case.${item.id}`, item.personId, item.body);
  return `/new?id=${item.id}`;
}
