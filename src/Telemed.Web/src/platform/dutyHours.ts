import { language, languageTags } from "./language";

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof weekdays)[number];

/** The hours in which the green clocks of a service run. Times are local, written hh:mm. */
export interface DutyHours {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly until: string;
  /** Whose local time it is; null means that of the facility that sends. */
  readonly timeZone: string | null;
}

const aMondayMs = Date.UTC(2026, 10, 23);
const dayMs = 86_400_000;

/** The short name of a day in the person's language. */
export function shortDay(day: Weekday): string {
  const format = new Intl.DateTimeFormat(languageTags[language.get()], { weekday: "short", timeZone: "UTC" });
  return format.format(aMondayMs + weekdays.indexOf(day) * dayMs);
}

/** "08:00–18:00" every day, else "Mon–Fri 08:00–18:00" or "Mon, Thu 08:00–18:00". */
export function showDutyHours(hours: DutyHours): string {
  const times = `${hours.from}–${hours.until}`;
  const places = hours.days.map(day => weekdays.indexOf(day)).toSorted((one, other) => one - other);
  if (places.length === weekdays.length) return times;
  const name = (place: number) => shortDay(weekdays[place] ?? "monday");
  const [first, last] = [places[0] ?? 0, places[places.length - 1] ?? 0];
  const isRun = places.length > 2 && last - first === places.length - 1;
  return `${isRun ? `${name(first)}–${name(last)}` : places.map(name).join(", ")} ${times}`;
}
