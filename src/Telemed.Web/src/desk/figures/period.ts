/** A span of whole days as a person picks it, both ends included; written as yyyy-mm-dd in his own zone. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export type Preset = "today" | "yesterday" | "week" | "month" | "year";

const dayMs = 86_400_000;
/** A trend has no more points than this: more would be noise and many questions to the hub. */
export const pointsMost = 14;

/** The date of a moment in a zone, as yyyy-mm-dd. */
export function dayOf(momentMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(momentMs);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

export function daysIn(period: Period): number {
  return Math.round((Date.parse(`${period.to}T00:00:00Z`) - Date.parse(`${period.from}T00:00:00Z`)) / dayMs) + 1;
}

export function presetPeriod(preset: Preset, today: string): Period {
  switch (preset) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case "week":
      return { from: addDays(today, -6), to: today };
    case "month":
      return { from: addDays(today, -29), to: today };
    case "year":
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

/** True for a date that exists, written yyyy-mm-dd. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text);
}

/** The moment a day begins in a zone. */
export const startOfDay = (day: string, timeZone: string): Date => momentIn(`${day}T00:00`, timeZone);

/** The moment at which the wall clock of a zone shows `local`, written yyyy-mm-ddThh:mm. */
export function momentIn(local: string, timeZone: string): Date {
  const utcMs = Date.parse(`${local}:00Z`);
  const guess = utcMs - offsetMs(utcMs, timeZone);
  // The offset may differ between the guess and the moment itself when clocks change in between.
  return new Date(utcMs - offsetMs(guess, timeZone));
}

/** What the wall clock of a zone shows at a moment, as yyyy-mm-ddThh:mm. */
export function localIn(moment: Date, timeZone: string): string {
  return new Date(moment.getTime() + offsetMs(moment.getTime(), timeZone)).toISOString().slice(0, 16);
}

/** How far a zone's wall clock is ahead of UTC at a moment. */
function offsetMs(momentMs: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(momentMs);
  const part = (type: string) => Number(shown.find(each => each.type === type)?.value);
  return (
    Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) -
    Math.floor(momentMs / 1_000) * 1_000
  );
}

/** Cuts a period into the points of a trend: days, weeks or months, whichever gives few enough. */
export function pointsOf(period: Period): readonly Period[] {
  const days = daysIn(period);
  const step = days <= pointsMost ? 1 : days <= pointsMost * 7 ? 7 : Math.ceil(days / 12);
  const points: Period[] = [];
  for (let from = period.from; from <= period.to && points.length < pointsMost; from = addDays(from, step)) {
    const to = addDays(from, step - 1);
    points.push({ from, to: to < period.to ? to : period.to });
  }
  return points;
}
