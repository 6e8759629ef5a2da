import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Throttle } from "./throttle";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the_first_passes_at_once_and_the_last_of_a_burst_always_arrives", () => {
  const passed: number[] = [];
  const throttle = new Throttle<number>(50, value => passed.push(value));
  for (let value = 1; value <= 9; value++) throttle.push(value);
  expect(passed).toEqual([1]);
  vi.advanceTimersByTime(50);
  expect(passed).toEqual([1, 9]);
  vi.advanceTimersByTime(500);
  expect(passed).toEqual([1, 9]);
});

test("no_more_than_twenty_a_second_pass", () => {
  let passed = 0;
  const throttle = new Throttle<number>(50, () => passed++);
  for (let ms = 0; ms < 990; ms += 10) {
    throttle.push(ms);
    vi.advanceTimersByTime(10);
  }
  expect(passed).toBeLessThanOrEqual(20);
  expect(passed).toBeGreaterThanOrEqual(18);
});
