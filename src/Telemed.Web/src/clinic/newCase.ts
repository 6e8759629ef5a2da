import type { Colour, Service } from "../platform/catalogue";
import type { Vitals } from "../case/types";
import type { PatientInput } from "./types";

/** What a clinician writes before sending. The same body goes to the hub, to this device and into the waiting list. */
export interface NewCase {
  readonly id: string;
  readonly patientId: string | null;
  readonly patientName: string | null;
  readonly patientBirthDate?: string | null;
  /** A patient written down while the line was down; he is registered at the hub just before the case. */
  readonly newPatient: PatientInput | null;
  readonly serviceCode: string | null;
  readonly colour: Colour;
  readonly colourReason: string | null;
  /** The person chose the colour himself; signs no longer change it, only suggest. */
  readonly colourChosen: boolean;
  readonly redFlags: readonly string[];
  readonly questions: readonly string[];
  readonly complaint: string;
  readonly history: string;
  readonly onsetAt: string | null;
  readonly vitals: Vitals;
  /** Whom the pathologist calls with the answer of a frozen section, and where. */
  readonly phoneBackName?: string;
  readonly phoneBackNumber?: string;
  readonly version: number | null;
}

export function emptyCase(id: string): NewCase {
  return {
    id,
    patientId: null,
    patientName: null,
    newPatient: null,
    serviceCode: null,
    colour: "green",
    colourReason: null,
    colourChosen: false,
    redFlags: [],
    questions: [""],
    complaint: "",
    history: "",
    onsetAt: null,
    vitals: {},
    version: null,
  };
}

/** The colour the ticked signs suggest; the most urgent one counts. Null when no sign is ticked. */
export function suggestedColour(
  service: Pick<Service, "redFlags"> | undefined,
  ticked: readonly string[],
): "red" | "yellow" | null {
  const suggestions = new Set(service?.redFlags.filter(flag => ticked.includes(flag.code)).map(flag => flag.suggests));
  return suggestions.has("red") ? "red" : suggestions.has("yellow") ? "yellow" : null;
}

const rank: Readonly<Record<Colour, number>> = { red: 0, yellow: 1, green: 2 };

/** Less urgent than the signs say: allowed, with a reason. */
export function isBelowSuggestion(colour: Colour, suggestion: "red" | "yellow" | null): boolean {
  return suggestion !== null && rank[colour] > rank[suggestion];
}

/** Ticking a sign moves the colour by itself until the person has chosen one. */
export function withFlag(
  draft: NewCase,
  service: Pick<Service, "redFlags"> | undefined,
  code: string,
  on: boolean,
): NewCase {
  const redFlags = on ? [...draft.redFlags, code] : draft.redFlags.filter(flag => flag !== code);
  const suggestion = suggestedColour(service, redFlags);
  const colour = draft.colourChosen ? draft.colour : (suggestion ?? "green");
  return {
    ...draft,
    redFlags,
    colour,
    colourReason: isBelowSuggestion(colour, suggestion) ? draft.colourReason : null,
  };
}

/** What the hub takes. Empty questions are left out. */
export function bodyOf(draft: NewCase, clientTime: string): Readonly<Record<string, unknown>> {
  const vitals = Object.fromEntries(
    Object.entries(draft.vitals).filter(([, value]) => value !== null && value !== undefined),
  );
  return {
    id: draft.id,
    patientId: draft.patientId,
    serviceCode: draft.serviceCode,
    colour: draft.colour,
    colourReason: draft.colourReason,
    redFlags: draft.redFlags,
    questions: draft.questions.map(question => question.trim()).filter(question => question !== ""),
    complaint: draft.complaint,
    history: draft.history,
    onsetAt: draft.onsetAt,
    vitals: Object.keys(vitals).length === 0 ? null : vitals,
    phoneBackName: draft.phoneBackName?.trim() || null,
    phoneBackNumber: draft.phoneBackNumber?.trim() || null,
    clientTime,
    ...(draft.version === null ? {} : { version: draft.version }),
  };
}

/** The hub needs to know for whom and what before it can hold a draft. */
export const canLiveAtHub = (draft: NewCase): boolean => draft.patientId !== null && draft.serviceCode !== null;
