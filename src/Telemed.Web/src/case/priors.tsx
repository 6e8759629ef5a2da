import type { VNode } from "preact";
import { serviceLabel, type Colour, type ServiceKind } from "../platform/catalogue";
import { Link } from "../platform/router";
import { showDate } from "../platform/time";
import { ColourMark } from "../ui/ColourMark";
import { StateBadge } from "./parts";
import type { Attachment } from "./types";

/** What the hub knows of a patient from before. */
export interface PatientHistory {
  readonly consultations: readonly PastCase[];
  readonly recordings: readonly PastRecording[];
}

export interface PastCase {
  readonly id: string;
  readonly number: string;
  readonly serviceCode: string;
  readonly kind: string;
  readonly state: string;
  readonly colour: Colour;
  readonly createdAt: string;
  readonly signedAt: string | null;
  readonly reportId: string | null;
  readonly impression: string | null;
  readonly question: string | null;
}

export interface PastRecording {
  /** Null for what a device sent by itself. */
  readonly attachmentId: string | null;
  readonly kind: string;
  readonly subjectId: string | null;
  readonly fileName: string;
  readonly createdAt: string;
  readonly consultationId: string | null;
  readonly summary: Readonly<Record<string, unknown>> | null;
}

/** One earlier case: when, what for, and what was found. */
export function PriorCard({ past }: { readonly past: PastCase }): VNode {
  return (
    <Link to={`/case/${past.id}`} class={`case-card ${past.colour}`}>
      <span class="row">
        <ColourMark colour={past.colour} />
        <span class="grow" />
        <StateBadge state={past.state} />
      </span>
      <span class="row small quiet">
        <span class="grow cut">{serviceLabel(past.serviceCode)}</span>
        <span class="nowrap">{showDate(past.signedAt ?? past.createdAt)}</span>
      </span>
      <span class="case-question">{past.impression || past.question}</span>
    </Link>
  );
}

/** A recording of the past as the viewers take it. */
export const asAttachment = (past: PastRecording): Attachment | null =>
  past.subjectId === null && past.attachmentId === null
    ? null
    : {
        id: past.attachmentId ?? past.subjectId ?? "",
        kind: past.kind as Attachment["kind"],
        subjectId: past.subjectId,
        fileName: past.fileName,
        sizeBytes: 0,
        summary: past.summary,
        warnings: [],
        mismatch: [],
        mismatchDecision: null,
        createdAt: past.createdAt,
      };

/** What the recordings of a service are called. */
const recordedAs = { ecg: "ecg", imaging: "imaging", pathology: "slide" } as const;

/** Earlier recordings that a viewer can lay beside the new one, newest first. */
export function priorsOf(
  history: PatientHistory | null,
  caseId: string,
  kind: ServiceKind,
): {
  /** How many earlier recordings there are of the same kind. */
  readonly count: number;
  readonly ecgIds: readonly string[];
  readonly studies: readonly { readonly facilityId: string; readonly studyUid: string }[];
} {
  const earlier = (history?.recordings ?? []).filter(each => each.consultationId !== caseId);
  const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
  return {
    count: earlier.filter(each => kind === "general" || each.kind === recordedAs[kind]).length,
    ecgIds: earlier.flatMap(each => (each.kind === "ecg" && each.subjectId !== null ? [each.subjectId] : [])),
    studies: earlier.flatMap(each => {
      const studyUid = text(each.summary?.["studyUid"]) ?? text(each.summary?.["studyInstanceUid"]);
      const facilityId = text(each.summary?.["facilityId"]);
      return each.kind === "imaging" && studyUid !== null && facilityId !== null ? [{ facilityId, studyUid }] : [];
    }),
  };
}
