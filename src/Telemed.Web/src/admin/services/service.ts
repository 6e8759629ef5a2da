import type { Colour, Service, ServiceKind } from "../../platform/catalogue";
import type { DutyHours } from "../../platform/dutyHours";
import { weekdays, type Weekday } from "../../platform/weekdays";
import { languages, type Language } from "../../platform/language";
import type { Tier } from "../types";

/** A service as the hub's catalogue holds it for the editor. */
export interface EditableService extends Service {
  readonly performerTiers: readonly string[];
  readonly position: number;
  readonly version: number;
  /** How many of a hundred reports a second reader sees before they are signed. */
  readonly reviewPercent: number;
  /** How its queue works, told to administrators alone. A catalogue that this device kept from before has none. */
  readonly routingMode: RoutingMode | null;
}

/** Who says who reads a case that waits: its readers, the ranking, or the turn. */
export const routingModes = ["pull", "push", "round_robin"] as const;

export type RoutingMode = (typeof routingModes)[number];

interface Minutes {
  readonly claimMinutes: string;
  readonly reportMinutes: string;
}

/** Duty hours as they are typed; what was chosen stays while they are switched off. */
export interface DutyForm {
  readonly on: boolean;
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly until: string;
  /** Empty means the zone of the facility that sends. */
  readonly timeZone: string;
}

/** A service as it is typed; numbers stay text until it is sent. */
export interface ServiceForm {
  readonly code: string;
  readonly kind: ServiceKind;
  readonly specialty: string;
  readonly template: string;
  readonly labels: Readonly<Record<Language, string>>;
  readonly timers: Readonly<Record<Colour, Minutes>>;
  readonly dutyHours: DutyForm;
  readonly allowedTiers: readonly Tier[];
  readonly performerTiers: readonly Tier[];
  readonly position: string;
  readonly reviewPercent: string;
  readonly routingMode: RoutingMode;
  readonly active: boolean;
}

export const colours = ["red", "yellow", "green"] as const;

export const emptyService: ServiceForm = {
  code: "",
  kind: "general",
  specialty: "internal_medicine",
  template: "general",
  labels: { zh: "", kk: "", ru: "", en: "" },
  timers: {
    red: { claimMinutes: "5", reportMinutes: "15" },
    yellow: { claimMinutes: "30", reportMinutes: "240" },
    green: { claimMinutes: "240", reportMinutes: "1440" },
  },
  dutyHours: { on: false, days: weekdays, from: "08:00", until: "18:00", timeZone: "" },
  allowedTiers: ["county", "township", "village"],
  performerTiers: ["city", "county"],
  position: "100",
  reviewPercent: "0",
  routingMode: "pull",
  active: true,
};

export function formOf(service: EditableService): ServiceForm {
  const minutes = (colour: Colour): Minutes => ({
    claimMinutes: String(service.timers[colour].claimMinutes),
    reportMinutes: String(service.timers[colour].reportMinutes),
  });
  return {
    code: service.code,
    kind: service.kind,
    specialty: service.specialty ?? "",
    template: service.template,
    labels: {
      zh: service.labels.zh ?? "",
      kk: service.labels.kk ?? "",
      ru: service.labels.ru ?? "",
      en: service.labels.en ?? "",
    },
    timers: { red: minutes("red"), yellow: minutes("yellow"), green: minutes("green") },
    dutyHours: dutyFormOf(service.timers.dutyHours ?? null),
    allowedTiers: service.allowedTiers as readonly Tier[],
    performerTiers: service.performerTiers as readonly Tier[],
    position: String(service.position),
    reviewPercent: String(service.reviewPercent),
    routingMode: service.routingMode ?? "pull",
    active: service.active,
  };
}

const dutyFormOf = (hours: DutyHours | null): DutyForm =>
  hours === null ? emptyService.dutyHours : { ...hours, on: true, timeZone: hours.timeZone ?? "" };

/** The hours as the hub takes them, the days in the order of the week; null when they are switched off. */
export const dutyHoursOf = ({ on, days, from, until, timeZone }: DutyForm): DutyHours | null =>
  on
    ? {
        days: weekdays.filter(day => days.includes(day)),
        from,
        until,
        timeZone: timeZone.trim() === "" ? null : timeZone.trim(),
      }
    : null;

export type ServiceFault = "wrongTimers" | "wrongDutyHours" | "wrongLabels" | "wrongTiers" | "wrongShare";

/** What still stands against saving, in the order of the page. */
export function faultsOf(form: ServiceForm): readonly ServiceFault[] {
  const faults: ServiceFault[] = [];
  if (languages.some(each => form.labels[each].trim() === "")) faults.push("wrongLabels");
  if (form.allowedTiers.length === 0 || form.performerTiers.length === 0) faults.push("wrongTiers");
  const isRight = (minutes: Minutes) =>
    Number(minutes.claimMinutes) > 0 && Number(minutes.reportMinutes) >= Number(minutes.claimMinutes);
  if (!colours.every(colour => isRight(form.timers[colour]))) faults.push("wrongTimers");
  const { on, days, from, until } = form.dutyHours;
  if (on && (days.length === 0 || from === "" || until <= from)) faults.push("wrongDutyHours");
  const share = Number(form.reviewPercent);
  if (form.reviewPercent.trim() === "" || !Number.isInteger(share) || share < 0 || share > 100)
    faults.push("wrongShare");
  return faults;
}

/** The body for the hub. */
export function bodyOf(form: ServiceForm, version: number | null): Readonly<Record<string, unknown>> {
  const minutes = (colour: Colour) => ({
    claimMinutes: Number(form.timers[colour].claimMinutes),
    reportMinutes: Number(form.timers[colour].reportMinutes),
  });
  const { dutyHours, ...others } = form;
  return {
    ...others,
    code: form.code.trim(),
    position: Number(form.position) || 0,
    timers: {
      red: minutes("red"),
      yellow: minutes("yellow"),
      green: minutes("green"),
      dutyHours: dutyHoursOf(dutyHours),
    },
    reviewPercent: Number(form.reviewPercent),
    version,
  };
}

/** The report forms in use for a kind of service; every form ships with a service that uses it. */
export function templatesOf(
  services: readonly Pick<Service, "kind" | "template">[],
  kind: ServiceKind,
): readonly string[] {
  return [...new Set(services.filter(each => each.kind === kind).map(each => each.template))].toSorted();
}
