import { expect, test } from "vitest";
import { sliceOf } from "./virtual";

test("a_short_list_is_drawn_whole", () => {
  expect(sliceOf(5, 44, 200, 800)).toEqual({ first: 0, end: 5, abovePx: 0, belowPx: 0 });
});

test("of_a_thousand_rows_only_those_near_the_window_are_drawn", () => {
  // Scrolled 4,400 px into the list: row 100 is at the top; 800 px show 19 rows; 12 more each side.
  const slice = sliceOf(1_000, 44, -4_400, 800);
  expect(slice).toEqual({ first: 88, end: 131, abovePx: 88 * 44, belowPx: (1_000 - 131) * 44 });
});

test("a_list_below_the_window_draws_its_first_rows_only", () => {
  expect(sliceOf(1_000, 44, 5_000, 800).end).toBe(0);
});

test("past_its_end_nothing_is_left_below", () => {
  expect(sliceOf(100, 44, -100_000, 800).belowPx).toBe(0);
});
