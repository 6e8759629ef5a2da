import type { Colour } from "../../platform/catalogue";

/** One duration over a group of cases. Null where the group is too small to be shown, or has no such duration. */
export interface Spread {
  readonly medianMinutes: number | null;
  readonly p90Minutes: number | null;
  /** From 0 to 1. */
  readonly inTargetShare: number | null;
}

/** Causes group only the cases that came late. */
export type GroupBy = "service" | "facility" | "requester_tier" | "performer_tier" | "colour" | "cause";

export interface TurnaroundRow {
  readonly key: string;
  readonly label: string;
  readonly count: number | null;
  /** Fewer than five cases: nobody is to be recognised in them. */
  readonly few: boolean;
  readonly toClaim: Spread;
  readonly toFinal: Spread;
  readonly deliveryGap: Spread;
}

export interface Turnaround {
  readonly rows: readonly TurnaroundRow[];
}

export interface Breaches {
  readonly signed: number;
  /** Null where a count is few. */
  readonly breached: number | null;
  readonly breachedRed: number | null;
  readonly signedRed: number;
  readonly rows: readonly { readonly cause: string; readonly count: number | null; readonly few: boolean }[];
}

export interface VolumeRow {
  readonly requesterTier: string;
  /** "" where nobody was written down. */
  readonly performerTier: string;
  readonly serviceCode: string;
  readonly count: number;
}

export interface Volume {
  readonly rows: readonly VolumeRow[];
}

/** One case behind a figure. */
export interface FigureCase {
  readonly id: string;
  readonly number: string;
  readonly serviceCode: string;
  readonly colour: Colour;
  readonly facility: string;
  readonly performer: string | null;
  readonly submittedAt: string;
  readonly signedAt: string;
  readonly toFinalMinutes: number;
  readonly pausedMinutes: number;
  readonly offDutyMinutes: number;
  readonly breached: boolean;
}
