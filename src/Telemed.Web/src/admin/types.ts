/** A facility in the four-level tree. */
export interface Facility {
  readonly id: string;
  readonly parentId: string | null;
  readonly tier: Tier;
  readonly code: string;
  readonly name: string;
  readonly timeZone: string;
  readonly phone: string | null;
  readonly active: boolean;
  readonly version: number;
  /** Minutes without a further image after which a study counts as whole; null where the hub's setting holds. */
  readonly studyQuietMinutes: number | null;
}

/** Highest first. */
export const tiers = ["city", "county", "township", "village"] as const;
export type Tier = (typeof tiers)[number];

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface RoleAt {
  readonly role: string;
  readonly facilityId: string;
  readonly facilityName: string | null;
}

export interface Person {
  readonly id: string;
  readonly login: string | null;
  readonly name: string;
  readonly title: string | null;
  readonly phone: string | null;
  readonly language: string | null;
  readonly timeZone: string | null;
  readonly licenceNumber: string | null;
  readonly active: boolean;
  readonly version: number;
  readonly roles: readonly RoleAt[];
  readonly specialties: readonly string[];
  readonly privileges: readonly string[];
  /** The services of these that the person signs only after a review; null for who does not administer people. */
  readonly needsReview: readonly string[] | null;
  readonly hasSecondFactor: boolean | null;
  readonly lastSeenAt: string | null;
}

/** What a person signs in with for the first time; the hub shows it once. */
export interface Credentials {
  readonly temporaryPassword: string;
  readonly totpSecret: string;
  readonly totpUri: string;
}

export interface Device {
  readonly id: string;
  readonly facilityId: string;
  readonly facilityName: string;
  readonly name: string;
  readonly kind: string;
  readonly aeTitle: string | null;
  readonly createdAt: string;
  readonly lastSeenAt: string | null;
  readonly revokedAt: string | null;
}

export interface Pairing {
  readonly id: string;
  readonly helperFacilityId: string;
  readonly helperName: string;
  readonly helpedFacilityId: string;
  readonly helpedName: string;
  readonly serviceCode: string | null;
  readonly startsOn: string;
  readonly endsOn: string | null;
}

export interface Duty {
  readonly id: string;
  readonly facilityId: string;
  readonly facilityName: string;
  readonly specialty: string;
  readonly personId: string;
  readonly personName: string;
  readonly personPhone: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
  /** 1 is called first. */
  readonly position: number;
  readonly acknowledgedAt: string | null;
}

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly queue: string;
  readonly state: JobState;
  readonly attempts: number;
  readonly runAt: string;
  readonly createdAt: string;
  readonly changedAt: string;
  readonly recurringId: string | null;
  readonly error: string | null;
}

export const jobStates = ["waiting", "running", "dead", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

export interface JobList extends Page<Job> {
  readonly counts: readonly {
    readonly kind: string;
    readonly state: string;
    readonly jobs: number;
    readonly oldestRunAt: string;
  }[];
}

export interface AuditRow {
  readonly id: string;
  readonly seq: number;
  readonly action: string;
  readonly eventCode: string;
  readonly outcome: number;
  readonly personId: string | null;
  readonly personName: string | null;
  readonly deviceId: string | null;
  readonly role: string | null;
  readonly facilityName: string | null;
  readonly entityKind: string | null;
  readonly entityId: string | null;
  readonly patientId: string | null;
  readonly address: string | null;
  readonly serverTime: string;
  readonly clientTime: string | null;
  readonly details: string | null;
}

export interface AuditVerdict {
  readonly sound: boolean;
  readonly rows: number | null;
  readonly anchors: number | null;
  readonly firstWrongPosition: number | null;
  readonly firstWrongRow: string | null;
  readonly problem: string | null;
}
