/** What the hub knows about one ECG besides its trace. */
export interface EcgInfo {
  readonly id: string;
  readonly consultationId?: string | null;
  readonly fileName?: string | null;
  readonly format: string;
  readonly sha256?: string;
  /** The device's clock; without a zone where the file has none. */
  readonly acquiredAt: string | null;
  readonly receivedAt?: string;
  readonly durationMs: number;
  readonly patient?: EcgPatient | null;
  readonly device?: { readonly manufacturer?: string | null; readonly model?: string | null } | null;
  readonly warnings?: readonly string[];
  readonly deviceStatements?: readonly { readonly text: string; readonly code?: string | null }[];
  readonly deviceMeasurements?: readonly Measurement[];
  readonly measuring?: boolean;
  readonly measurements?: readonly Measurement[];
  readonly beats?: readonly Beat[];
  readonly flags?: readonly Flag[];
  readonly suggested?: readonly Suggestion[];
  /** Statements of comparison with the newest earlier ECG. */
  readonly serial?: readonly Suggestion[] | null;
  readonly priors?: readonly Prior[];
}

/** One sentence of a reason: its code, and the numbers and leads for its places. */
export interface ReasonPart {
  readonly code: string;
  readonly values: readonly string[];
}

/** A statement of the report template that the computer would write, with its reason. */
export interface Suggestion {
  readonly code: string;
  /** In English; {@link because} says it in every language. */
  readonly reason: string;
  readonly because?: readonly ReasonPart[];
}

export interface Prior {
  readonly id: string;
  readonly acquiredAt: string | null;
  readonly measurements?: readonly Measurement[];
}

export interface EcgPatient {
  readonly name?: string | null;
  readonly id?: string | null;
  readonly sex?: string | null;
  readonly birthDate?: string | null;
  readonly ageYears?: number | null;
}

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly lead?: string | null;
}

/** Borders of one beat, all in milliseconds from the start of the recording; null or absent where not found. */
export interface Beat {
  readonly atMs: number;
  /** "normal" for the shape that most beats have. */
  readonly kind: string;
  readonly pOnMs?: number | null;
  readonly pOffMs?: number | null;
  readonly qrsOnMs?: number | null;
  readonly qrsOffMs?: number | null;
  readonly tPeakMs?: number | null;
  readonly tOffMs?: number | null;
}

/** How urgent a flag is; it raises a case's priority and never lowers it. */
export type FlagLevel = "critical" | "abnormal" | "info";

export interface Flag {
  readonly code: string;
  /** "urgent", "notice" or "info". */
  readonly severity: string;
  /** The rule and the numbers that met it, in English; {@link because} says it in every language. */
  readonly reason: string;
  readonly because?: readonly ReasonPart[];
  readonly atMs: number | null;
  /** Where it shows; empty for all leads. */
  readonly leads: readonly string[];
}
