import { Problem, type ProblemBody } from "../platform/problem";
import type { PatientRow } from "../clinic/types";
import type { RecognisedKind } from "./recognise";

/** What the hub reads from the beginning of a file, before there is a case. */
export interface Look {
  readonly kind: RecognisedKind;
  readonly subject: "ecg" | "imaging" | "slide" | "image" | "pdf" | null;
  readonly summary: Readonly<Record<string, unknown>> | null;
  readonly patient: LookedPatient | null;
  readonly matches: readonly PatientRow[];
  readonly onlyMatch: string | null;
  readonly mismatch: readonly string[];
  readonly wantsMore: boolean;
  readonly problem: {
    readonly detail: string;
    readonly whatToDo: string;
    readonly section: string | null;
    readonly offset: number | null;
  } | null;
}

export interface LookedPatient {
  readonly name: string;
  readonly id: string;
  readonly identityNumber: string | null;
  readonly birthDate: string | null;
  readonly sex: "male" | "female" | "other" | null;
}

/** An image's header lies in its first kilobytes: a slow line must not carry a study twice. */
const firstBytes = 128 * 1024;
/** Formats of ECGs are read whole or not at all; those of clinics are shorter than this. */
const wholeBytes = 1024 * 1024;
const timeoutMs = 20_000;

/** Asks what a file is and whose. Null when the hub does not answer: the upload will tell later. */
export async function lookAtFile(
  file: File,
  kind: RecognisedKind,
  patientId: string | null,
  signal?: AbortSignal,
): Promise<Look | null> {
  if (kind === "image" || kind === "pdf") return null; // nothing in them names a patient
  try {
    const look = await ask(file, file.size <= wholeBytes && kind !== "dicom" ? file.size : firstBytes, patientId, signal);
    return look.wantsMore && file.size > firstBytes ? await ask(file, wholeBytes, patientId, signal) : look;
  } catch {
    return null;
  }
}

async function ask(file: File, bytes: number, patientId: string | null, signal?: AbortSignal): Promise<Look> {
  const query = new URLSearchParams({ sizeBytes: String(file.size), ...(patientId === null ? {} : { patientId }) });
  const limit = AbortSignal.timeout(timeoutMs);
  const answer = await fetch(`/api/files/look?${query.toString()}`, {
    method: "POST",
    headers: { "X-Telemed": "1", "Content-Type": "application/octet-stream" },
    credentials: "same-origin",
    body: file.slice(0, bytes),
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new Problem(answer.status, body as ProblemBody);
  return body as Look;
}
