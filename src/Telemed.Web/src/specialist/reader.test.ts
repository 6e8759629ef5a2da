import { expect, test } from "vitest";
import { isReadBy, isToTake } from "./reader";

const reader = { id: "he", name: "He Jianguo" };

test("only who holds a case lays marks on its files, and only until it is signed", () => {
  expect(isReadBy({ reader, state: "reading" }, "he")).toBe(true);
  expect(isReadBy({ reader, state: "reading" }, "zhang")).toBe(false);
  expect(isReadBy({ reader, state: "signed" }, "he")).toBe(false);
  expect(isReadBy({ reader: null, state: "queued" }, "he")).toBe(false);
});

test("what waits for a review or a second opinion is looked at, not taken", () => {
  expect(["queued", "escalated"].every(isToTake)).toBe(true);
  expect(["review_pending", "reviewed", "second_opinion", "reading"].some(isToTake)).toBe(false);
});
