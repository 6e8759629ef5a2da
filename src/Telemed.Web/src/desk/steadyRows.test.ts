import { expect, test } from "vitest";
import { isBehind, steadyRows } from "./steadyRows";

const row = (id: string, state = "queued") => ({ id, state });

test("drawn_rows_keep_their_place_and_new_ones_come_last", () => {
  const shown = steadyRows([row("b"), row("a")], [row("a", "claimed"), row("c"), row("b")]);
  expect(shown.map(each => each.row.id)).toEqual(["b", "a", "c"]);
  expect(shown[1]?.row.state).toBe("claimed");
});

test("a_row_that_left_stays_until_the_list_is_renewed", () => {
  const shown = steadyRows([row("a"), row("b")], [row("b")]);
  expect(shown.map(each => each.gone)).toEqual([true, false]);
  expect(isBehind(shown, [row("b")])).toBe(true);
});

test("a_list_in_the_newest_order_is_not_behind", () => {
  const fresh = [row("a"), row("b")];
  expect(isBehind(steadyRows(fresh, fresh), fresh)).toBe(false);
});
