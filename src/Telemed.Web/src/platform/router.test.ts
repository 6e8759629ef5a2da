import { expect, test } from "vitest";
import { matchPath } from "./router";

test("a_path_gives_its_named_parts", () => {
  expect(matchPath("/case/:id/read", "/case/42/read")).toEqual({ id: "42" });
});

test("a_trailing_slash_changes_nothing", () => {
  expect(matchPath("/queue", "/queue/")).toEqual({});
});

test("another_length_or_another_word_does_not_match", () => {
  expect(matchPath("/case/:id", "/case/42/read")).toBeNull();
  expect(matchPath("/case/:id/read", "/case/42/page")).toBeNull();
});

test("a_broken_escape_in_an_address_is_no_match_and_no_crash", () => {
  expect(matchPath("/case/:id", "/case/%")).toBeNull();
});
