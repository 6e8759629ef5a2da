import { useEffect } from "preact/hooks";
import { getJson } from "./api";
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

export interface Service extends Code {
  readonly kind: ServiceKind;
  readonly specialty: string | null;
  readonly template: string;
  readonly allowedTiers: readonly string[];
  readonly timers: Readonly<Record<Colour, { readonly claimMinutes: number; readonly reportMinutes: number }>>;
  readonly redFlags: readonly RedFlag[];
  readonly active: boolean;
}

export interface Catalogue {
  readonly version: number | string;
  readonly services: readonly Service[];
  readonly codes: Readonly<Record<string, readonly Code[]>>;
}

export const catalogue = createStore<Catalogue | null>(null);
let fetching: Promise<void> | null = null;
const keptUnder = "telemed.catalogue";

/** The catalogue of services and codes. The last one known is shown at once, also offline; a newer one replaces it. */
export function useCatalogue(): Catalogue | null {
  useStore(language);
  useEffect(() => {
    fetching ??= refreshCatalogue();
  }, []);
  return useStore(catalogue);
}

export async function refreshCatalogue(): Promise<void> {
  const kept = localStorage.getItem(keptUnder);
  if (kept !== null && catalogue.get() === null) catalogue.set(JSON.parse(kept) as Catalogue);
  try {
    const fresh = await getJson<Catalogue>("/api/catalogue");
    catalogue.set(fresh);
    localStorage.setItem(keptUnder, JSON.stringify(fresh));
  } catch {
    fetching = null; // offline: the next page asks again
  }
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
