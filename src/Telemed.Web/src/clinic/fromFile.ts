import { useEffect, useRef } from "preact/hooks";
import type { Service } from "../platform/catalogue";
import type { Look, LookedPatient } from "../uploads/lookAtFile";
import type { UploadItem } from "../uploads/useUploads";
import type { NewCase } from "./newCase";
import type { PatientInput, PatientRow } from "./types";

/** Whom a dropped file names, and whom of the register that may be. */
export interface NamedByFile {
  readonly patient: LookedPatient;
  readonly matches: readonly PatientRow[];
}

/** Services that a DICOM modality asks for, the likeliest first; the part of the body decides between two of them. */
const servicesOf: Readonly<Record<string, readonly string[]>> = {
  CR: ["xray"],
  DX: ["xray"],
  RF: ["xray"],
  CT: ["ct", "ct_head"],
  MR: ["mr"],
  US: ["ultrasound"],
  SM: ["pathology_wsi"],
};

const isHead = /head|brain|skull|头|颅|脑|голов|мозг|бас|ми/i;

/** The service that a file asks for by what it is; undefined when nothing fits. */
export function serviceFor(look: Look | null | undefined, kind: string, services: readonly Service[]): Service | undefined {
  const subject = look?.subject ?? (kind === "dicom" ? null : kind);
  if (subject === "ecg") return services.find(each => each.kind === "ecg");
  if (subject === "slide") return services.find(each => each.kind === "pathology");
  if (subject !== "imaging") return undefined;
  const summary = look?.summary ?? {};
  const modality = Array.isArray(summary["modalities"]) ? String(summary["modalities"][0] ?? "") : "";
  const head = isHead.test(`${String(summary["description"] ?? "")} ${String(summary["bodyPart"] ?? "")}`);
  const codes = servicesOf[modality] ?? [];
  const wanted = modality === "CT" && head ? [...codes].reverse() : codes;
  return wanted.map(code => services.find(each => each.code === code)).find(each => each !== undefined);
}

/** A new patient as the header names him. */
export const inputOf = (patient: LookedPatient): PatientInput => ({
  name: patient.name,
  sex: patient.sex ?? "unknown",
  birthDate: patient.birthDate,
  identityNumber: patient.identityNumber,
  phone: null,
  address: null,
});

/**
 * Lets what a file says choose service and patient, each once for each file and only while nobody has: what a person
 * chose or took away is never overruled.
 * @returns Whom the file names, while no patient is chosen.
 */
export function useFilledFromFile(
  draft: NewCase,
  items: readonly UploadItem[],
  services: readonly Service[],
  change: (next: (draft: NewCase) => NewCase) => void,
): NamedByFile | null {
  const used = useRef(new Set<string>());
  useEffect(() => {
    for (const item of items) {
      const service = serviceFor(item.look, item.recognised?.kind ?? "", services);
      if (service && draft.serviceCode === null) change(old => ({ ...old, serviceCode: old.serviceCode ?? service.code }));
      const only = item.look?.matches.find(each => each.id === item.look?.onlyMatch);
      if (!only || used.current.has(item.localId)) continue;
      used.current.add(item.localId);
      if (draft.patientId === null) change(old => (old.patientId === null ? { ...old, ...chosen(only) } : old));
    }
  }, [items, services]);
  if (draft.patientId !== null) return null;
  const look = items.find(item => item.look?.patient && item.look.patient.name !== "")?.look;
  return look?.patient ? { patient: look.patient, matches: look.matches } : null;
}

/** What the draft keeps of its patient: enough to know him by. */
export const chosen = (
  patient: Pick<PatientRow, "id" | "name"> & Partial<Pick<PatientRow, "birthDate" | "sex">>,
): Pick<NewCase, "patientId" | "patientName" | "patientBirthDate" | "newPatient"> => ({
  patientId: patient.id,
  patientName: patient.name,
  patientBirthDate: patient.birthDate ?? null,
  newPatient: null,
});
