/** One duration over a group of cases. Null where the group is too small to be shown. */
export interface Spread {
  readonly medianMinutes: number;
  readonly p90Minutes: number;
  /** From 0 to 1. */
  readonly inTargetShare: number;
}

export type GroupBy = "service" | "facility" | "requester_tier" | "performer_tier" | "colour";

export interface TurnaroundRow {
  readonly key: string;
  readonly label: string | null;
  readonly count: number | null;
  /** Fewer than five cases: nobody is to be recognised in them. */
  readonly few?: boolean;
  readonly toClaim: Spread | null;
  readonly toFinal: Spread | null;
  readonly deliveryGap: Spread | null;
}

export interface Turnaround {
  readonly rows: readonly TurnaroundRow[];
}

export interface VolumeRow {
  readonly requesterTier: string;
  readonly performerTier: string | null;
  readonly service: string;
  readonly count: number | null;
}

export interface Volume {
  readonly rows: readonly VolumeRow[];
}
