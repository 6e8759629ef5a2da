import type { Colour, ServiceKind } from "../platform/catalogue";
import type { Labels } from "../platform/language";
import type { Snapshot } from "./snapshots";

export interface PatientBrief {
  readonly id: string;
  readonly name: string;
  readonly sex: "male" | "female" | "other" | "unknown";
  readonly birthDate: string | null;
  readonly ageYears: number | null;
}

export interface FacilityBrief {
  readonly id: string;
  readonly name: string;
  readonly tier: string;
}

export interface PersonBrief {
  readonly id: string;
  readonly name: string;
}

/** One line of a work list. */
export interface CaseRow {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly colour: Colour;
  readonly serviceCode: string;
  readonly kind: ServiceKind;
  readonly patient: PatientBrief;
  readonly facility: FacilityBrief;
  readonly requester: PersonBrief;
  readonly performer: FacilityBrief | null;
  readonly reader: PersonBrief | null;
  readonly question: string | null;
  readonly createdAt: string;
  readonly submittedAt: string | null;
  readonly promiseAt: string | null;
  readonly dueAt: string | null;
  readonly dueKind: string | null;
  readonly startedAt: string | null;
  readonly breached: boolean;
  readonly paused: boolean;
  readonly critical: boolean;
  readonly attachments: {
    readonly ecg: number;
    readonly imaging: number;
    readonly slide: number;
    readonly document: number;
  };
  readonly needsMe: boolean;
  readonly version: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Vitals {
  readonly systolic?: number | null;
  readonly diastolic?: number | null;
  readonly heartRate?: number | null;
  readonly spo2?: number | null;
  readonly temperatureC?: number | null;
  readonly respiratoryRate?: number | null;
  readonly glucoseMmolL?: number | null;
}

export interface Question {
  readonly number: number;
  readonly text: string;
  readonly answer: string | null;
}

export interface TimelineEvent {
  readonly at: string;
  readonly kind: string;
  readonly personName: string | null;
  readonly role: string | null;
  readonly facilityName: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string | null;
  readonly text: string | null;
}

export interface Message {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly person: PersonBrief;
  readonly codes: readonly string[];
  readonly text: string;
}

export type AttachmentKind = "ecg" | "imaging" | "slide" | "image" | "pdf" | "document" | "audio";

export interface Attachment {
  readonly id: string;
  readonly kind: AttachmentKind;
  readonly subjectId: string | null;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly summary: Readonly<Record<string, unknown>> | null;
  readonly warnings: readonly string[];
  readonly mismatch: readonly string[];
  readonly mismatchDecision: string | null;
  /** The scale that somebody stated for a photo. */
  readonly calibration?: PhotoScale | null;
  readonly createdAt: string;
}

/** How large a pixel of a photo is, who said so and how. */
export interface PhotoScale {
  readonly umPerPx: number;
  /** camera, field or length. */
  readonly method: string;
  readonly by: string;
  readonly at: string;
}

export interface ReportBrief {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly number: number;
  readonly signedAt: string | null;
  readonly signerName: string | null;
  readonly critical: boolean;
}

export interface Case extends CaseRow {
  readonly questions: readonly Question[];
  readonly complaint: string | null;
  readonly history: string | null;
  readonly onsetAt: string | null;
  readonly vitals: Vitals | null;
  readonly redFlags: readonly string[];
  /** Whom a frozen section is answered to by telephone, and the calls that were made; null for other cases. */
  readonly phoneBack?: PhoneBack | null;
  readonly timeline: readonly TimelineEvent[];
  readonly messages: readonly Message[];
  readonly attachmentList: readonly Attachment[];
  readonly reports: readonly ReportBrief[];
  readonly actions: readonly {
    readonly code: string;
    readonly text: string | null;
    readonly at: string;
    readonly by: string | null;
  }[];
  /** The state of the critical loop; the row's own `critical` says only that there is one. */
  readonly criticalLoop?: CriticalLoop | null;
  /** Relays of earlier readings of a case that was opened again, newest first. */
  readonly earlierCriticalLoops: readonly CriticalLoop[];
  readonly allowed: readonly string[];
  readonly leaseUntil: string | null;
  /** Why a second reader agrees before this is signed; null when none must, and for senders. */
  readonly reviewReason: string | null;
}

export interface PhoneBack {
  readonly name: string;
  readonly number: string;
  readonly calls: readonly {
    readonly at: string;
    readonly by: string;
    readonly outcome: string;
    readonly toldTo: string;
    readonly said: string;
  }[];
}

export interface CriticalLoop {
  readonly state: string;
  readonly code: string;
  readonly finding: string;
  readonly foundAt: string;
  readonly nextHopAt: string | null;
  readonly contactedAt: string | null;
  /** Two digits the finder says on the phone and the other side types; only the finder sees them. */
  readonly readBackCode: string | null;
  readonly hops: readonly { readonly at: string; readonly target: string; readonly channel: string }[];
}

export interface TemplateOption {
  readonly code: string;
  readonly labels: Labels;
  readonly critical?: boolean;
}

export interface TemplateField {
  readonly code: string;
  readonly labels: Labels;
  readonly kind: "choice" | "choices" | "number" | "text" | "statements" | "boolean" | "table";
  readonly required: boolean;
  /** Required as well when another field of the section has one of these codes. */
  readonly requiredWhenField?: string | null;
  readonly requiredWhenIs?: readonly string[] | null;
  readonly unit?: string | null;
  readonly min?: number | null;
  readonly max?: number | null;
  readonly options?: readonly TemplateOption[] | null;
  readonly normalText?: Labels | null;
  /** The columns of a table. */
  readonly columns?: readonly TemplateField[] | null;
}

export interface TemplateSection {
  readonly code: string;
  readonly labels: Labels;
  readonly fields: readonly TemplateField[];
}

export interface ReportTemplate {
  readonly code: string;
  readonly version: number;
  readonly kind: ServiceKind;
  readonly sections: readonly TemplateSection[];
}

/** An ECG statement with its modifiers, both as codes of the statement table. */
export interface Statement {
  readonly code: string;
  readonly modifiers: readonly string[];
}

export type TableRow = Readonly<Record<string, string | number | boolean | null>>;
export type FieldValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly Statement[]
  | readonly TableRow[]
  | null;

/** What was filled in, by the field's path "section.field". */
export type Content = Readonly<Record<string, FieldValue>>;

export interface ActionCard {
  readonly doNow: string | null;
  readonly give: string | null;
  readonly doNot: string | null;
  readonly sendIf: string | null;
  readonly callBackAt: string | null;
}

export interface Critical {
  readonly is: boolean;
  readonly code?: string | null;
  readonly text?: string | null;
}

export interface Answer {
  readonly number: number;
  readonly text: string | null;
  readonly certainty?: string | null;
}

/** What a reader fills in; the same body is saved as draft and given with an amendment. */
export interface ReportBody {
  readonly content: Content;
  readonly answers: readonly Answer[];
  readonly impression: string | null;
  readonly advice: string | null;
  /** What the reader could not judge, and why. */
  readonly limits: string | null;
  readonly certainty: string | null;
  readonly actionCard: ActionCard;
  readonly critical: Critical;
}

export interface Missing {
  readonly code: string;
  readonly section: string | null;
  readonly labels?: Labels | null;
}

export interface ReportDraft extends ReportBody {
  readonly template: string;
  readonly version: number;
  readonly missing: readonly Missing[];
  readonly savedAt: string | null;
  readonly previous: Report | null;
}

export interface ReportChange {
  readonly field: string;
  readonly labels: Labels | null;
  readonly before: string | null;
  readonly after: string | null;
}

export interface Report extends Omit<ReportBody, "critical"> {
  readonly id: string;
  readonly consultationId: string;
  readonly kind: string;
  readonly status: string;
  readonly number: number;
  readonly consultationNumber: string;
  readonly template: string;
  readonly critical: boolean;
  /** Made without all that was asked for. */
  readonly limited: boolean;
  /** It stands as preliminary because nobody reviewed it in time. */
  readonly unreviewed: boolean;
  readonly signedAt: string | null;
  readonly signer: {
    readonly name: string;
    readonly title: string | null;
    readonly licence: string | null;
    readonly facility: string | null;
  } | null;
  readonly verificationCode: string | null;
  readonly reason: string | null;
  readonly severity: string | null;
  readonly replacesId: string | null;
  readonly diff: readonly ReportChange[] | null;
  readonly pictures?: readonly Snapshot[];
}
