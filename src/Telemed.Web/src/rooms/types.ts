import type { Step } from "./ladder";

export type RoomState =
  | "planned" | "invited" | "ready" | "waiting" | "live" | "degraded" | "interrupted" | "ended" | "note_due" | "signed"
  | "closed" | "no_show" | "rescheduled" | "cancelled" | "tech_failure";
export type RoomRole = "host" | "speaker" | "listener";
export type PersonPlace = "invited" | "waiting" | "admitted" | "left" | "removed" | "declined" | "none";

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface RoomRow {
  readonly id: string;
  readonly kind: "consult" | "round" | "class";
  readonly state: RoomState;
  readonly colour: "red" | "yellow" | "green";
  /** Empty for a room about a case: its page says whose it is. */
  readonly title: string;
  readonly consultationId: string | null;
  readonly consultationNumber: string | null;
  readonly plannedAt: string | null;
  readonly createdAt: string;
  readonly liveAt: string | null;
  readonly endedAt: string | null;
  readonly noteDueAt: string | null;
  readonly host: Named | null;
  readonly specialist: Named | null;
  readonly present: number;
  readonly me: { readonly role: RoomRole; readonly place: PersonPlace } | null;
  readonly version: number;
}

export interface LineTest {
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly upKbps: number;
  readonly downKbps: number;
  readonly rttMs: number;
  readonly relayed: boolean;
}

export interface RoomPerson {
  readonly personId: string;
  readonly name: string;
  readonly title: string | null;
  readonly role: RoomRole;
  readonly place: PersonPlace;
  readonly present: boolean;
  readonly peerId: string | null;
  readonly handAt: string | null;
  readonly ladder: Step;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly test: (LineTest & { readonly at: string | null; readonly passed: boolean }) | null;
  readonly facilityName: string | null;
}

export interface Shown {
  readonly kind: "ecg" | "study" | "slide" | "attachment" | "report" | "nothing";
  readonly id: string | null;
  readonly extra: Readonly<Record<string, unknown>> | null;
}

/** How the leader looks at something; `v` is the viewer's own, opaque to the hub. */
export interface RoomView {
  readonly n: number;
  readonly subject: string;
  readonly v: object;
}

export const consentWays = ["spoken", "signed", "representative", "emergency"] as const;
export type ConsentWay = (typeof consentWays)[number];

export interface Consent {
  readonly at: string;
  readonly byName: string;
  readonly how: ConsentWay;
  readonly recording: boolean;
}

export interface Room extends RoomRow {
  readonly people: readonly RoomPerson[];
  readonly listeners: number;
  readonly consent: Consent | null;
  readonly leader: string | null;
  readonly shown: Shown | null;
  readonly view: RoomView | null;
  readonly ladder: Step;
  readonly sequence: number;
  readonly place: {
    readonly state: PersonPlace;
    readonly position: number | null;
    readonly expectedSeconds: number | null;
  };
  readonly timers: readonly { readonly kind: RoomTimer; readonly dueAt: string }[];
  readonly note: { readonly state: "none" | "draft" | "signed"; readonly dueAt: string | null };
  readonly recording: boolean;
  readonly allowed: readonly string[];
  readonly serverTime: string;
}

export type RoomTimer = "test_opens" | "test_missing" | "reply" | "waiting" | "soft_limit" | "rejoin" | "note";

export interface RoomLine {
  readonly sequence: number;
  readonly at: string;
  /** Null when the hub itself wrote the line. */
  readonly personId: string | null;
  readonly name: string | null;
  readonly kind: "chat" | "drawing" | "erase" | "still" | "voice" | "file" | "note" | "state" | "kept";
  readonly clientId: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A drawing: a stroke, an arrow or a ring in the study's own coordinates. */
export interface Shape {
  readonly kind: "stroke" | "arrow" | "ring";
  readonly colour: string;
  /** What part of the study the points lie on: the lead, the image; empty when it has one plane only. */
  readonly on: string;
  /** x and y in turn. */
  readonly points: readonly number[];
}

export interface RoomPointer {
  readonly personId: string;
  readonly subject: string;
  readonly x: number;
  readonly y: number;
  readonly lead: string | null;
}

export interface RoomNote {
  readonly version: number;
  readonly content: NoteContent;
  readonly savedAt: string | null;
  readonly signedAt: string | null;
  readonly signerName: string | null;
  readonly dueAt: string | null;
}

export interface NoteContent {
  readonly findings: string | null;
  readonly advice: string | null;
  readonly actions: string | null;
  readonly limits: string | null;
}

/** How a room may be over. */
export const endedStates: ReadonlySet<RoomState> = new Set([
  "ended", "note_due", "signed", "closed", "no_show", "rescheduled", "cancelled", "tech_failure",
]);
