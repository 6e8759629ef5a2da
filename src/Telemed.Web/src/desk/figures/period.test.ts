import { expect, test } from "vitest";
import {
  addDays,
  dayOf,
  daysIn,
  isDay,
  localIn,
  momentIn,
  pointsMost,
  pointsOf,
  presetPeriod,
  startOfDay,
} from "./period";

test("a_day_begins_at_midnight_of_the_persons_zone", () => {
  // Jining and Beijing keep UTC+8 all year; Almaty keeps UTC+5 since March 2024.
  expect(startOfDay("2026-11-21", "Asia/Shanghai").toISOString()).toBe("2026-11-20T16:00:00.000Z");
  expect(startOfDay("2026-11-21", "Asia/Almaty").toISOString()).toBe("2026-11-20T19:00:00.000Z");
});

test("a_day_on_which_clocks_change_begins_at_its_own_midnight", () => {
  // Berlin leaves summer time on 25 October 2026 at 03:00; that midnight is still UTC+2, the next UTC+1.
  expect(startOfDay("2026-10-25", "Europe/Berlin").toISOString()).toBe("2026-10-24T22:00:00.000Z");
  expect(startOfDay("2026-10-26", "Europe/Berlin").toISOString()).toBe("2026-10-25T23:00:00.000Z");
});

test("the_date_of_a_moment_depends_on_the_zone", () => {
  const moment = Date.parse("2026-11-20T17:00:00Z");
  expect(dayOf(moment, "Asia/Shanghai")).toBe("2026-11-21");
  expect(dayOf(moment, "UTC")).toBe("2026-11-20");
});

test("presets_end_today_and_hold_the_days_they_name", () => {
  expect(presetPeriod("week", "2026-03-03")).toEqual({ from: "2026-02-25", to: "2026-03-03" });
  expect(daysIn(presetPeriod("month", "2026-03-03"))).toBe(30);
  expect(presetPeriod("year", "2026-03-03").from).toBe("2026-01-01");
});

test("a_trend_covers_its_period_without_gaps_and_with_few_points", () => {
  for (const days of [1, 7, 14, 15, 30, 98, 99, 365]) {
    const period = { from: "2026-01-01", to: addDays("2026-01-01", days - 1) };
    const points = pointsOf(period);
    expect(points.length).toBeLessThanOrEqual(pointsMost);
    expect(points[0]?.from).toBe(period.from);
    expect(points.at(-1)?.to).toBe(period.to);
    for (let index = 1; index < points.length; index++)
      expect(points[index]?.from).toBe(addDays(points[index - 1]?.to ?? "", 1));
  }
});

test("only_dates_that_exist_are_dates", () => {
  expect(isDay("2026-02-28")).toBe(true);
  expect(isDay("2026-02-30")).toBe(false);
  expect(isDay("28.02.2026")).toBe(false);
});

test("a_wall_clock_and_its_moment_are_each_others_way_back", () => {
  expect(momentIn("2026-11-21T08:30", "Asia/Almaty").toISOString()).toBe("2026-11-21T03:30:00.000Z");
  expect(localIn(new Date("2026-11-21T03:30:00Z"), "Asia/Almaty")).toBe("2026-11-21T08:30");
});
