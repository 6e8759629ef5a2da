import { dayName, weekdays, type Weekday } from "./weekdays";

/** The hours in which the green clocks of a service run. Times are local, written hh:mm. */
export interface DutyHours {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly until: string;
  /** Whose local time it is; null means that of the facility that sends. */
  readonly timeZone: string | null;
}

/** "08:00–18:00" every day, else "Mon–Fri 08:00–18:00" or "Mon, Thu 08:00–18:00". */
export function showDutyHours(hours: DutyHours): string {
  const times = `${hours.from}–${hours.until}`;
  const places = hours.days.map(day => weekdays.indexOf(day)).toSorted((one, other) => one - other);
  if (places.length === weekdays.length) return times;
  const name = (place: number) => dayName(weekdays[place] ?? "monday", "short");
  const [first, last] = [places[0] ?? 0, places[places.length - 1] ?? 0];
  const isRun = places.length > 2 && last - first === places.length - 1;
  return `${isRun ? `${name(first)}–${name(last)}` : places.map(name).join(", ")} ${times}`;
}
