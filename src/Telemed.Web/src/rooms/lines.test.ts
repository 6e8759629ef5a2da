import { expect, test } from "vitest";
import { drawingsOf, filledTo, withLines } from "./lines";
import type { RoomLine } from "./types";

const line = (sequence: number, kind: RoomLine["kind"], body: object): RoomLine => ({
  sequence, at: "2026-11-22T00:00:00Z", personId: "p", name: "Li Ming", kind, clientId: null, body: { ...body },
});
const stroke = { kind: "stroke", colour: "#ffd34d", on: "V1", points: [0, 0, 10, 10] };

test("a_line_that_comes_twice_is_shown_once_and_in_its_place", () => {
  const lines = withLines([line(1, "chat", {}), line(4, "chat", {})], [line(4, "chat", {}), line(2, "chat", {})]);
  expect(lines.map(each => each.sequence)).toEqual([1, 2, 4]);
  expect(filledTo(lines, 0)).toBe(2);
  expect(filledTo(withLines(lines, [line(3, "chat", {})]), 2)).toBe(4);
});

test("a_drawing_stands_until_it_is_erased_and_only_on_its_own_subject", () => {
  const lines = [
    line(1, "drawing", { subject: "a", shape: stroke }),
    line(2, "drawing", { subject: "a", shape: stroke }),
    line(3, "drawing", { subject: "b", shape: stroke }),
    line(4, "erase", { sequence: 1 }),
    line(5, "kept", { sequence: 2 }),
  ];
  expect(drawingsOf(lines, "a").map(each => [each.sequence, each.isKept])).toEqual([[2, true]]);
});

test("what_is_no_drawing_is_left_out", () => {
  const shapes = [null, {}, { ...stroke, points: ["x", 1, 2, 3] }, { ...stroke, colour: "url(x)" }, { ...stroke, points: [1] }];
  expect(drawingsOf(shapes.map((shape, at) => line(at, "drawing", { subject: "a", shape })), "a")).toEqual([]);
});
