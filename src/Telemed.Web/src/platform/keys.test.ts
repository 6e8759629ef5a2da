import { expect, test } from "vitest";
import { matchesKey } from "./keys";

const press = (key: string, code: string, with_: { ctrl?: boolean; alt?: boolean } = {}) => ({
  key,
  code,
  ctrlKey: with_.ctrl ?? false,
  altKey: with_.alt ?? false,
  metaKey: false,
});

test("a_letter_is_found_by_its_place_so_that_it_works_on_a_russian_keyboard", () => {
  expect(matchesKey("Alt+I", press("ш", "KeyI", { alt: true }))).toBe(true);
});

test("a_key_with_ctrl_is_another_key_than_without", () => {
  expect(matchesKey("Ctrl+Enter", press("Enter", "Enter", { ctrl: true }))).toBe(true);
  expect(matchesKey("Ctrl+Enter", press("Enter", "Enter"))).toBe(false);
});

test("space_is_found_by_its_place", () => {
  expect(matchesKey("Space", press(" ", "Space"))).toBe(true);
});
