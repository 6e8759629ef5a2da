/** Images that somebody took out of sight at once. */
export interface Removal {
  readonly id: string;
  readonly facilityId: string;
  readonly facilityName: string;
  readonly studyUid: string;
  readonly modalities: readonly string[];
  readonly instanceCount: number;
  readonly reason: string;
  readonly removedBy: string | null;
  readonly removedAt: string;
}

/** Images of one study that contradict what is stored, all in the same way. */
export interface Conflict {
  readonly id: string;
  readonly facilityId: string;
  readonly facilityName: string;
  readonly studyUid: string;
  readonly modalities: readonly string[];
  readonly reason: "other_bytes" | "other_study" | "other_patient";
  readonly instanceCount: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

export type Decision = "keep" | "replace" | "keep_both";
