import type { ProblemBody } from "../platform/problem";
import { saidFor } from "../platform/problemWords";
import type { CsvTable } from "./csv/table";
import type { Look } from "./lookAtFile";

export interface HeaderPatient {
  readonly name?: string | null;
  readonly id?: string | null;
  readonly birthDate?: string | null;
  readonly sex?: string | null;
}

/** What was measured of a slide, as its list of files tells it. */
export interface SeenQuality {
  readonly state: string;
  readonly verdict: string | null;
  readonly reasons: readonly string[];
}

/**
 * Stopped: the page was closed in the middle; the same file, chosen again, goes on where it stood. Asking: a table of
 * numbers that somebody must say the columns of before it is sent. Cut: it goes on by itself when the line is back.
 */
export type UploadState = "asking" | "waiting" | "packing" | "sending" | "cut" | "paused" | "stopped" | "checking" | "accepted" | "refused";

export type Decision = "same_patient" | "other_patient";

/** One file on its way to a consultation; an examination of many files counts as one. */
export interface UploadItem {
  readonly localId: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  readonly rateBytesPerS: number;
  readonly state: UploadState;
  readonly recognised?: { readonly kind: string; readonly text?: string } | null;
  /** What the hub read from the beginning; null while it looks and when it cannot tell. */
  readonly look?: Look | null;
  /** The beginning of a table of numbers while its columns are asked for. */
  readonly table?: CsvTable | null;
  /** How many files are packed into it. */
  readonly fileCount?: number;
  /** How many files of the same folder are no part of it. */
  readonly leftOut?: number;
  readonly problem?: {
    readonly detail: string;
    readonly whatToDo?: string | null;
    readonly section?: string | null;
    readonly offset?: number | null;
  } | null;
  readonly attachmentId?: string | null;
  /** The slide, as soon as enough of it has arrived to be looked at. */
  readonly slideId?: string | null;
  readonly warnings?: readonly string[];
  /** How fit to be read a slide looks; it is measured some seconds after the slide has arrived. */
  readonly quality?: SeenQuality | null;
  readonly mismatch: readonly string[];
  /** Said about the header before the hub had the whole file. */
  readonly decided?: { readonly decision: Decision; readonly reason: string } | null;
  readonly header?: HeaderPatient | null;
}

/** Whether bytes of it are still to come. */
export const isMoving = (state: UploadState): boolean =>
  state === "asking" || state === "waiting" || state === "packing" || state === "sending" || state === "cut" || state === "paused" || state === "checking";

/** A refusal in the shape that the list shows. */
export function problemOf(body: ProblemBody, otherwise: string): NonNullable<UploadItem["problem"]> {
  const said = body.code === undefined ? null : saidFor(body.code);
  return {
    detail: said ?? body.detail ?? otherwise,
    whatToDo: said === null ? (body.whatToDo ?? null) : null,
    section: body.section ?? null,
    offset: body.offset ?? null,
  };
}
