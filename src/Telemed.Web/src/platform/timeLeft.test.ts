import { expect, test } from "vitest";
import { timeLeft } from "./timeLeft";

const minuteMs = 60_000;

test("a_clock_is_calm_until_seventy_percent_of_its_time_is_used", () => {
  expect(timeLeft(0, 10 * minuteMs, 6.9 * minuteMs).mood).toBe("calm");
  expect(timeLeft(0, 10 * minuteMs, 7 * minuteMs).mood).toBe("soon");
  expect(timeLeft(0, 10 * minuteMs, 10 * minuteMs).mood).toBe("late");
});

test("a_clock_splits_what_is_left_into_days_hours_minutes_and_seconds", () => {
  const left = timeLeft(null, (((1 * 24 + 2) * 60 + 3) * 60 + 4) * 1_000, 0);
  expect([left.kind, left.days, left.hours, left.minutes, left.seconds]).toEqual(["left", 1, 2, 3, 4]);
});

test("a_clock_that_is_past_its_time_counts_upwards", () => {
  const late = timeLeft(0, minuteMs, 5 * minuteMs + 500);
  expect([late.kind, late.minutes, late.seconds]).toEqual(["late", 4, 0]);
});

test("a_clock_without_a_start_never_warns_early_but_still_turns_late", () => {
  expect(timeLeft(null, minuteMs, 59_000).mood).toBe("calm");
  expect(timeLeft(null, minuteMs, minuteMs).mood).toBe("late");
});
