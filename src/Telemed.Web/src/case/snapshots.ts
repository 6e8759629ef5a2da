import { postJson } from "../platform/api";

/** A picture of a report, or of one that is being written. */
export interface Snapshot {
  readonly id: string;
  readonly caption: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Micrometres a pixel of the picture; null when nobody stated a scale. */
  readonly umPerPx: number | null;
  /** slide, imaging or image. */
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly view: Readonly<Record<string, unknown>>;
}

/** Where and of what a picture was taken. */
export interface SnapshotOf {
  readonly subjectKind: "slide" | "imaging" | "image";
  readonly subjectId: string;
  /** In the viewer's own words; `sourcePxPerPx` gives the picture a scale where its source has one. */
  readonly view: Readonly<Record<string, unknown>> & { readonly sourcePxPerPx?: number };
}

export interface Taken extends SnapshotOf {
  readonly png: Blob;
}

/** Puts a picture into the report that is being written. Every viewer takes its pictures through this. */
export function takeSnapshot(caseId: string, taken: Taken, caption: string): Promise<readonly Snapshot[]> {
  const { png, ...of } = taken;
  const form = new FormData();
  form.set("about", JSON.stringify({ ...of, caption }));
  form.set("picture", png, "snapshot.png");
  return postJson<readonly Snapshot[]>(`/api/consultations/${caseId}/snapshots`, form);
}

export const pictureUrl = (caseId: string, snapshotId: string): string =>
  `/api/consultations/${caseId}/snapshots/${snapshotId}/picture`;
