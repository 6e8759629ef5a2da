import { getJson } from "./api";
import type { DutyHours } from "./dutyHours";
import { labelOf, language, type Labels } from "./language";
import { createStore, useStore } from "./store";

export type Colour = "red" | "yellow" | "green";
export type ServiceKind = "ecg" | "imaging" | "pathology" | "general";

export interface Code {
  readonly code: string;
  readonly labels: Labels;
}

export interface RedFlag extends Code {
  readonly suggests: "red" | "yellow";
}

export interface ServiceTimers extends Readonly<Record<Colour, CorridorTimers>> {
  /** When the green clocks run; null means always. A catalogue that this device kept from before has none. */
  readonly dutyHours?: DutyHours | null;
}

interface CorridorTimers {
  readonly claimMinutes: number;
  readonly reportMinutes: number;
}

export interface Service extends Code {
  readonly kind: ServiceKind;
  readonly specialty: string | null;
  readonly template: string;
  readonly allowedTiers: readonly string[];
  readonly timers: ServiceTimers;
  readonly redFlags: readonly RedFlag[];
  readonly active: boolean;
}

export interface Catalogue {
  readonly version: number | string;
  readonly services: readonly Service[];
  readonly codes: Readonly<Record<string, readonly Code[]>>;
}

const keptUnder = "telemed.catalogue";

export const catalogue = createStore<Catalogue | null>(keptCatalogue());

/** The catalogue of services and codes. The last one known is shown at once, also offline and before signing in. */
export function useCatalogue(): Catalogue | null {
  useStore(language);
  return useStore(catalogue);
}

/** Asks for the newest catalogue; the browser answers from its own store when the tag is still right. */
export async function refreshCatalogue(): Promise<void> {
  try {
    const fresh = await getJson<Catalogue>("/api/catalogue");
    if (fresh.version === catalogue.get()?.version) return;
    catalogue.set(fresh);
    localStorage.setItem(keptUnder, JSON.stringify(fresh));
  } catch {
    // Offline: what was kept serves until the next sign-in.
  }
}

function keptCatalogue(): Catalogue | null {
  const kept = typeof localStorage === "undefined" ? null : localStorage.getItem(keptUnder);
  return kept === null ? null : (JSON.parse(kept) as Catalogue);
}

/** The label of a code in the person's language; the code itself until the catalogue is there. */
export function codeLabel(list: string, code: string): string {
  const found = catalogue.get()?.codes[list]?.find(each => each.code === code);
  return labelOf(found?.labels, code);
}

export function serviceLabel(code: string): string {
  return labelOf(serviceOf(code)?.labels, code);
}

export function serviceOf(code: string): Service | undefined {
  return catalogue.get()?.services.find(service => service.code === code);
}
