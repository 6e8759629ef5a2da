import { startOfDay, addDays, type Period } from "./period";
import type { GroupBy } from "./types";

/** What the figures are asked for; the same words stand in the page's address. */
export interface Wish {
  readonly period: Period;
  readonly by: GroupBy;
  readonly service: string;
  readonly facilityId: string;
}

export const groupings: readonly GroupBy[] = ["service", "facility", "requester_tier", "performer_tier", "colour"];

export function isGroupBy(text: string | null): text is GroupBy {
  return groupings.includes(text as GroupBy);
}

/** The query of the hub: the period from its first midnight to the midnight after its last day, in the person's zone. */
export function queryOf(wish: Wish, timeZone: string, period: Period = wish.period): string {
  const query = new URLSearchParams({
    from: startOfDay(period.from, timeZone).toISOString(),
    to: startOfDay(addDays(period.to, 1), timeZone).toISOString(),
    by: wish.by,
  });
  if (wish.service !== "") query.set("service", wish.service);
  if (wish.facilityId !== "") query.set("facilityId", wish.facilityId);
  return query.toString();
}

/** Fetches the same figures as a table for other programs and hands them to the browser to keep. */
export async function downloadCsv(url: string, fileName: string): Promise<void> {
  const response = await fetch(url, { headers: { Accept: "text/csv" }, credentials: "same-origin" });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  // The download begins before the next turn; the memory is free after it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
