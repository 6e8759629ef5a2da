import { expect, test } from "vitest";
import { calmRows } from "./calmRows";

const row = (id: string, note = "") => ({ id, note });

test("a_new_row_is_counted_and_does_not_move_the_others", () => {
  const calm = calmRows([row("a"), row("b")], [row("c"), row("a"), row("b")]);
  expect(calm.shown.map(each => each.id)).toEqual(["a", "b"]);
  expect(calm.newCount).toBe(1);
});

test("a_row_that_left_stays_in_its_place_and_is_marked", () => {
  const calm = calmRows([row("a"), row("b")], [row("b")]);
  expect(calm.shown.map(each => each.id)).toEqual(["a", "b"]);
  expect([...calm.goneIds]).toEqual(["a"]);
});

test("a_row_that_changed_shows_its_newest_state_in_the_old_place", () => {
  const calm = calmRows([row("a", "old"), row("b")], [row("b"), row("a", "new")]);
  expect(calm.shown.map(each => each.note)).toEqual(["new", ""]);
});
