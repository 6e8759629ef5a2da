import { expect, test } from "vitest";
import type { DutyHours } from "../platform/dutyHours";
import { weekdays } from "../platform/weekdays";
import { dueOnDuty } from "./dueOnDuty";

const daily: DutyHours = { days: weekdays, from: "08:00", until: "18:00", timeZone: null };
const workdays: DutyHours = { ...daily, days: weekdays.slice(0, 5) };

const due = (start: string, minutes: number, hours: DutyHours, zone: string) => {
  const at = dueOnDuty(Date.parse(start), minutes, hours, zone);
  return at === null ? null : new Date(at).toISOString();
};

// Jining keeps UTC+8 all year; Almaty keeps UTC+5 since 1 March 2024.
test("what_is_asked_at_half_past_five_is_due_the_next_morning_at_half_past_nine", () => {
  expect(due("2026-11-18T17:30:00+08:00", 120, daily, "Asia/Shanghai")).toBe("2026-11-19T01:30:00.000Z");
  expect(due("2026-11-18T17:30:00+05:00", 120, daily, "Asia/Almaty")).toBe("2026-11-19T04:30:00.000Z");
});

test("a_weekend_without_duty_does_not_count", () => {
  // Friday 20 November 2026, half past five: half an hour that day, the rest on Monday.
  expect(due("2026-11-20T17:30:00+08:00", 120, workdays, "Asia/Shanghai")).toBe("2026-11-23T01:30:00.000Z");
  expect(due("2026-11-21T12:00:00+08:00", 120, workdays, "Asia/Shanghai")).toBe("2026-11-23T02:00:00.000Z");
});

test("at_noon_the_promise_is_kept_the_same_day", () => {
  expect(due("2026-11-20T12:00:00+08:00", 120, daily, "Asia/Shanghai")).toBe("2026-11-20T06:00:00.000Z");
});

test("a_promise_over_a_year_away_has_no_moment", () => {
  const rare: DutyHours = { ...daily, days: ["monday"], until: "08:01" };
  expect(due("2026-11-20T12:00:00+08:00", 120, rare, "Asia/Shanghai")).toBeNull();
});
