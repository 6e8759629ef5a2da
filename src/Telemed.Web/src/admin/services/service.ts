import type { Colour, Service, ServiceKind } from "../../platform/catalogue";
import { languages, type Language } from "../../platform/language";
import type { Tier } from "../types";

/** A service as the hub's catalogue holds it for the editor. */
export interface EditableService extends Service {
  readonly performerTiers: readonly string[];
  readonly position: number;
  readonly version: number;
}

interface Minutes {
  readonly claimMinutes: string;
  readonly reportMinutes: string;
}

/** A service as it is typed; numbers stay text until it is sent. */
export interface ServiceForm {
  readonly code: string;
  readonly kind: ServiceKind;
  readonly specialty: string;
  readonly template: string;
  readonly labels: Readonly<Record<Language, string>>;
  readonly timers: Readonly<Record<Colour, Minutes>>;
  readonly allowedTiers: readonly Tier[];
  readonly performerTiers: readonly Tier[];
  readonly position: string;
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
  allowedTiers: ["county", "township", "village"],
  performerTiers: ["city", "county"],
  position: "100",
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
    allowedTiers: service.allowedTiers as readonly Tier[],
    performerTiers: service.performerTiers as readonly Tier[],
    position: String(service.position),
    active: service.active,
  };
}

export type ServiceFault = "wrongTimers" | "wrongLabels" | "wrongTiers";

/** What still stands against saving, in the order of the page. */
export function faultsOf(form: ServiceForm): readonly ServiceFault[] {
  const faults: ServiceFault[] = [];
  if (languages.some(each => form.labels[each].trim() === "")) faults.push("wrongLabels");
  if (form.allowedTiers.length === 0 || form.performerTiers.length === 0) faults.push("wrongTiers");
  const isRight = (minutes: Minutes) =>
    Number(minutes.claimMinutes) > 0 && Number(minutes.reportMinutes) >= Number(minutes.claimMinutes);
  if (!colours.every(colour => isRight(form.timers[colour]))) faults.push("wrongTimers");
  return faults;
}

/** The body for the hub. */
export function bodyOf(form: ServiceForm, version: number | null): Readonly<Record<string, unknown>> {
  const minutes = (colour: Colour) => ({
    claimMinutes: Number(form.timers[colour].claimMinutes),
    reportMinutes: Number(form.timers[colour].reportMinutes),
  });
  return {
    ...form,
    code: form.code.trim(),
    position: Number(form.position) || 0,
    timers: { red: minutes("red"), yellow: minutes("yellow"), green: minutes("green") },
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
