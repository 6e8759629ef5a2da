import { addDays, dayOf, momentIn } from "../desk/figures/period";
import type { DutyHours } from "../platform/dutyHours";
import { weekdayOf } from "../platform/weekdays";

/** A longer search is a wrong setting; then the promise is told without its moment. */
const daysMost = 366;

/**
 * The moment at which so many minutes of duty have passed since a start, as the hub counts them; null when it is over
 * a year away. Moments are in milliseconds since 1970.
 */
export function dueOnDuty(startMs: number, minutes: number, hours: DutyHours, timeZone: string): number | null {
  const today = dayOf(startMs, timeZone);
  let leftMs = minutes * 60_000;
  for (let later = 0; later < daysMost; later++) {
    const day = addDays(today, later);
    if (!hours.days.some(each => each === weekdayOf(day))) continue;
    const closesMs = momentIn(`${day}T${hours.until}`, timeZone).getTime();
    const beginsMs = Math.max(startMs, momentIn(`${day}T${hours.from}`, timeZone).getTime());
    if (beginsMs + leftMs <= closesMs) return beginsMs + leftMs;
    if (beginsMs < closesMs) leftMs -= closesMs - beginsMs;
  }
  return null;
}
