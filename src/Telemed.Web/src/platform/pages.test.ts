import { expect, test } from "vitest";
import { withoutTwins } from "./pages";

test("a_row_that_moved_to_the_first_page_is_shown_once_in_its_newest_place", () => {
  expect(withoutTwins([{ id: "b" }, { id: "a" }, { id: "b" }])).toEqual([{ id: "b" }, { id: "a" }]);
});
