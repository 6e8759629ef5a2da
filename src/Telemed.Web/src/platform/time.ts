import { useEffect, useState } from "preact/hooks";
import { language, localeTags } from "./language";
import { createStore } from "./store";

/** The zone the person works in; the browser's own until the session says otherwise. */
export const timeZone = createStore<string>(Intl.DateTimeFormat().resolvedOptions().timeZone);

/** How far the hub's clock is ahead of this device's. Village computers are often minutes off. */
let skewMs = 0;

export function noteServerTime(serverTime: string): void {
  const serverMs = Date.parse(serverTime);
  if (!Number.isNaN(serverMs)) skewMs = serverMs - Date.now();
}

/** Now by the hub's clock, in milliseconds since 1970. Every clock on the screen reads this. */
export const nowMs = (): number => Date.now() + skewMs;

/** The difference between the hub's clock and this device's, for the warning about a wrong clock. */
export const clockSkewMs = (): number => skewMs;

const ticker = createStore(0);
let tickerStarted = false;

/** Now, drawn again each second; all clocks share one timer and tick together. */
export function useNow(everySeconds = 1): number {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    startTicker();
    return ticker.watch(() => {
      if (ticker.get() % everySeconds === 0) setNow(nowMs());
    });
  }, [everySeconds]);
  return now;
}

function startTicker(): void {
  if (tickerStarted) return;
  tickerStarted = true;
  setInterval(() => {
    if (!document.hidden) ticker.set(ticker.get() + 1);
  }, 1_000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ticker.set(Math.ceil((ticker.get() + 1) / 60) * 60); // so that slow watchers catch up too
  });
}

type Shape = "time" | "date" | "dateTime" | "full" | "dayTime";

const shapes: Readonly<Record<Shape, Intl.DateTimeFormatOptions>> = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  date: { year: "numeric", month: "2-digit", day: "2-digit" },
  dateTime: { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  dayTime: { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  full: { dateStyle: "full", timeStyle: "medium" },
};

const formats = new Map<string, Intl.DateTimeFormat>();

function format(shape: Shape): Intl.DateTimeFormat {
  const key = `${shape}/${language.get()}/${timeZone.get()}`;
  let found = formats.get(key);
  if (!found) {
    // Words of a calendar that the browser may lack are left out: see localeTags.
    const written = language.get() === "kk" && shape === "full" ? "dateTime" : shape;
    found = new Intl.DateTimeFormat(localeTags(), { ...shapes[written], timeZone: timeZone.get() });
    formats.set(key, found);
  }
  return found;
}

export const showTime = (iso: string): string => format("time").format(new Date(iso));
export const showDate = (iso: string): string => format("date").format(new Date(iso));
export const showDateTime = (iso: string): string => format("dateTime").format(new Date(iso));
export const showFull = (iso: string): string => format("full").format(new Date(iso));

/** The time alone for today, else with its day. */
export function showMoment(iso: string): string {
  const day = format("date");
  return day.format(new Date(iso)) === day.format(nowMs()) ? showTime(iso) : format("dayTime").format(new Date(iso));
}

/** A day, as one of birth, has no zone: it is shown as it is written. */
export function showDay(date: string): string {
  const [year, month, day] = date.split("-");
  return language.get() === "zh" || language.get() === "en" ? `${year}-${month}-${day}` : `${day}.${month}.${year}`;
}
