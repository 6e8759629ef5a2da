export interface PatientRow {
  readonly id: string;
  readonly name: string;
  readonly sex: "male" | "female" | "other" | "unknown";
  readonly birthDate: string | null;
  readonly identityNumber: string | null;
  readonly phone: string | null;
  readonly facilityId: string;
  readonly facilityName: string;
  readonly matchedBy?: string | null;
}

export interface Patient extends PatientRow {
  readonly identityKind: string | null;
  readonly address: string | null;
  readonly language: string | null;
  readonly version: number;
  /** Since when the record is under legal hold. */
  readonly heldSince: string | null;
}

/** A legal hold as those see it who manage it. */
export interface LegalHold {
  readonly id: string;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: string;
  readonly releaseReason: string | null;
  readonly releasedBy: string | null;
  readonly releasedAt: string | null;
}

export interface PatientInput {
  readonly name: string;
  readonly sex: string;
  readonly birthDate: string | null;
  readonly identityNumber: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly facilityId?: string;
}

export interface Check {
  readonly code: string;
  readonly severity: "block" | "warn";
  readonly params?: Readonly<Record<string, string | number>> | null;
  readonly text?: string | null;
}
