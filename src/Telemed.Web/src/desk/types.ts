import type { Colour, ServiceKind } from "../platform/catalogue";

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface FacilityBrief extends Named {
  readonly tier: string;
}

/** One case in the coordinator's lists. */
export interface DeskRow {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly colour: Colour;
  readonly serviceCode: string;
  readonly kind: ServiceKind;
  readonly patient: {
    readonly id: string;
    readonly name: string;
    readonly sex: string;
    readonly birthDate: string | null;
    readonly ageYears: number | null;
  };
  readonly facility: FacilityBrief;
  readonly requester: Named;
  readonly performer: FacilityBrief | null;
  readonly reader: Named | null;
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
  readonly version: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A way out of a late case: the code is the step of the case that does it, with whom or where if the hub knows. */
export interface Remedy {
  readonly code: string;
  readonly facilityId: string | null;
  readonly personId: string | null;
  readonly name: string | null;
}

/** A case that will miss its promise within half an hour, why, and what can be done about it. */
export interface AtRisk {
  readonly row: DeskRow;
  readonly reason: string;
  readonly remedies: readonly Remedy[];
}

/** A critical finding that nobody has confirmed yet: how many were told so far, and when the next one is. */
export interface OpenCritical {
  readonly row: DeskRow;
  readonly state: string;
  readonly foundAt: string;
  readonly hops: number;
  readonly nextHopAt: string | null;
}

export interface UnreadHours {
  readonly specialty: string;
  readonly from: string;
  readonly to: string;
}

export interface SilentSite {
  readonly facilityId: string;
  readonly name: string;
  readonly lastAt: string | null;
}

export interface HourCount {
  readonly submitted: number;
  readonly signed: number;
}

/** Everything on the coordinator's board. */
export interface DeskNow {
  readonly red: readonly DeskRow[];
  readonly atRisk: readonly AtRisk[];
  readonly unacknowledgedCritical: readonly OpenCritical[];
  readonly noReader: readonly UnreadHours[];
  readonly silentSites: readonly SilentSite[];
  readonly returned: readonly DeskRow[];
  readonly lastHour: HourCount;
  readonly sameHourLastWeek: HourCount;
}

/** Somebody on duty, as the roster has him. */
export interface OnDuty {
  readonly personId: string;
  readonly personName: string;
  readonly personPhone: string | null;
  readonly specialty: string;
  readonly facilityId: string;
  readonly facilityName: string;
}
