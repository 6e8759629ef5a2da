import { expect, test } from "vitest";
import { focusMapOf, focusTint } from "./focusMap";

const base64 = (...bytes: number[]) => btoa(String.fromCharCode(...bytes));

test("cells are read row by row, and 255 says that there is no tissue", () => {
  const map = focusMapOf({ state: "measured", columns: 2, rows: 2, focus: base64(10, 255, 100, 254) });
  expect([map?.at(0, 0), map?.at(1, 0), map?.at(0, 1), map?.at(1, 1)]).toEqual([10, null, 100, 254]);
});

test("a map whose size is not what it says is not shown", () => {
  expect(focusMapOf({ state: "measured", columns: 3, rows: 2, focus: base64(1, 2) })).toBeNull();
  expect(focusMapOf({ state: "measured", columns: 1, rows: 1, focus: "%%%" })).toBeNull();
  expect(focusMapOf({ state: "pending" })).toBeNull();
  expect(focusMapOf(undefined)).toBeNull();
});

test("blurred tissue is red, soft amber, and neither sharp places nor glass have a colour", () => {
  expect(focusTint(84)).not.toBe(focusTint(85));
  expect(focusTint(126)).not.toBeNull();
  expect([focusTint(127), focusTint(null)]).toEqual([null, null]);
});
