import { expect, test } from "vitest";
import { ownOf, type Waiting } from "./offline";

const of = (id: string, personId: string): Waiting => ({
  id,
  kind: "case",
  personId,
  label: "",
  createdAt: "2026-11-22T08:00:00Z",
  body: null,
});

test("whoever_else_uses_the_computer_does_not_see_what_waits", () => {
  const items = [of("a", "zhang"), of("b", "li")];
  expect(ownOf(items, "li").map(item => item.id)).toEqual(["b"]);
  expect(ownOf(items, undefined)).toEqual([]);
});
