import { expect, test } from "vitest";
import { matches } from "./TypeAhead";

const options = [
  { code: "50", label: "Atrial fibrillation" },
  { code: "51", label: "Atrial flutter" },
  { code: "150", label: "Prominent U wave" },
];
const codes = (query: string) => matches(options, query).map(option => option.code);

test("words_match_in_any_order", () => {
  expect(codes("flut atr")).toEqual(["51"]);
});

test("the_exact_number_comes_first_and_only_beginnings_of_numbers_match", () => {
  expect(codes("50")).toEqual(["50"]);
  expect(codes("5")).toEqual(["50", "51"]);
});

test("nothing_typed_finds_nothing", () => {
  expect(codes("  ")).toEqual([]);
});
