import type { Service } from "../platform/catalogue";
import { isMoving } from "../uploads/item";
import type { Uploads } from "../uploads/useUploads";
import { frozenChecks } from "./frozen";
import type { NewCase } from "./newCase";
import type { Check } from "./types";

/**
 * What this device can tell by itself, at once and offline; the hub's own checks are added when they come. The service
 * is the chosen one, when this clinic may ask for it.
 */
export function localChecks(
  draft: NewCase,
  service: Service | undefined,
  uploads: Uploads["items"],
  blurredNames: readonly string[] = [],
): Check[] {
  const checks: Check[] = [];
  if (draft.patientId === null) checks.push({ code: "lackPatient", severity: "block" });
  if (service === undefined) checks.push({ code: "lackService", severity: "block" });
  // Red goes out with what there is; the other corridors can wait until the case is whole.
  const stops = draft.colour === "red" ? "warn" : "block";
  if (draft.questions.every(question => question.trim() === "")) checks.push({ code: "lackQuestion", severity: stops });
  const accepted = uploads.filter(item => item.state === "accepted").length;
  const moving = uploads.filter(item => isMoving(item.state));
  if (service && service.kind !== "general" && accepted + moving.length === 0) {
    checks.push({ code: "lackFile", severity: stops });
  }
  if (moving.length > 0) checks.push({ code: "stillSending", severity: "warn", params: { n: moving.length } });
  for (const item of uploads) {
    if (item.state === "stopped") checks.push({ code: "stoppedFile", severity: "warn", params: { name: item.name } });
    if (item.state === "refused") checks.push({ code: "refusedFile", severity: "warn", params: { name: item.name } });
    if (item.mismatch.length > 0) checks.push({ code: "mismatch", severity: "block" });
  }
  checks.push(...frozenChecks(draft));
  for (const name of blurredNames) checks.push({ code: "blurred", severity: "warn", params: { name } });
  return checks;
}

/** The hub's codes for things the device has said already. */
const saidHere = new Set([
  "no_patient",
  "no_service",
  "no_question",
  "no_file",
  "no_files",
  "missing_files",
  "patient_mismatch",
  "identity_mismatch",
  "upload_running",
  "no_phone_back_person",
  "no_phone_back_number",
]);

/** Files may be on their way from another device too; the hub's word about those is kept. */
export const onlyNew = (checks: readonly Check[], uploads: Uploads["items"]): Check[] =>
  checks.filter(
    check =>
      !saidHere.has(check.code) ||
      (check.code === "upload_running" && uploads.every(item => !isMoving(item.state) && item.state !== "stopped")),
  );
