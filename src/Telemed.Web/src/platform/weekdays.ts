import { language, localeTags } from "./language";

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof weekdays)[number];

// Chromium has no Kazakh calendar.
const inKazakh = {
  short: ["дс", "сс", "ср", "бс", "жм", "сб", "жс"],
  long: ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"],
} as const;

const aMondayMs = Date.UTC(2026, 10, 23);
const dayMs = 86_400_000;

/** The name of a day in the person's language. */
export function dayName(day: Weekday, weekday: "short" | "long"): string {
  const place = weekdays.indexOf(day);
  if (language.get() === "kk") return inKazakh[weekday][place] ?? day;
  return new Intl.DateTimeFormat(localeTags(), { weekday, timeZone: "UTC" }).format(aMondayMs + place * dayMs);
}

/** The day of the week of a date written as 2026-11-23. */
export const weekdayOf = (date: string): Weekday =>
  weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? "monday";
