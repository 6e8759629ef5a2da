import type { NewCase } from "./newCase";
import type { Check } from "./types";

/** The service whose patient lies on the table until the answer is spoken. */
export const frozenService = "frozen_section";

export const isFrozen = (serviceCode: string | null): boolean => serviceCode === frozenService;

const digits = { least: 3, most: 20 } as const;

/** The hub's own rule: 3 to 20 digits, a plus only in front, and the signs of an extension. */
export function canBeDialled(number: string): boolean {
  const count = number.replace(/[^0-9]/g, "").length;
  return count >= digits.least && count <= digits.most && /^\+?[0-9 \-.()#*,]+$/.test(number.trim());
}

/** What a frozen section lacks before it can be sent, in the hub's codes. */
export function frozenChecks(draft: Pick<NewCase, "serviceCode" | "phoneBackName" | "phoneBackNumber">): Check[] {
  if (!isFrozen(draft.serviceCode)) return [];
  const checks: Check[] = [];
  if ((draft.phoneBackName ?? "").trim() === "") checks.push({ code: "no_phone_back_person", severity: "block" });
  if (!canBeDialled(draft.phoneBackNumber ?? "")) checks.push({ code: "no_phone_back_number", severity: "block" });
  return checks;
}

/** A frozen section is red, whatever was chosen before. */
export function withService(draft: NewCase, serviceCode: string): NewCase {
  const next = { ...draft, serviceCode, redFlags: [] };
  return isFrozen(serviceCode) ? { ...next, colour: "red", colourChosen: true, colourReason: null } : next;
}
