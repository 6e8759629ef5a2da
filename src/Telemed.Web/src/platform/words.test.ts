import { expect, test } from "vitest";
import { stretched } from "./language";
import { gapsIn, sayIn, type Words } from "./words";

const slices = import.meta.glob<Record<string, unknown>>("../**/*[wW]ords.ts", { eager: true });

function isWords(value: unknown): value is Words<string> {
  return typeof value === "object" && value !== null && "all" in value;
}

const found = Object.entries(slices).flatMap(([path, module]) =>
  Object.values(module)
    .filter(isWords)
    .map(words => [path, words] as const),
);

test.each(found)("every_word_of_%s_is_there_in_four_languages", (_path, words) => {
  expect(gapsIn(words)).toEqual([]);
});

test.each(found)("the_languages_of_%s_are_not_copies_of_english", (_path, words) => {
  const copies = Object.entries(words.all.en).filter(
    ([key, english]) =>
      english.length > 12 &&
      /[a-z]{4}/.test(english.replace(/\{\w+\}/g, "")) &&
      (["zh", "ru", "kk"] as const).some(other => words.all[other][key] === english),
  );
  expect(copies.map(([key]) => key)).toEqual([]);
});

test("a_value_fills_its_placeholder", () => {
  const words = { all: { en: { a: "{n} left" }, zh: { a: "剩{n}" }, ru: { a: "" }, kk: { a: "" } } } as Words<"a">;
  expect(sayIn(words, "zh")("a", { n: 12 })).toBe("剩12");
});

test("a_number_chooses_the_word_beside_it", () => {
  const words = { all: { en: { a: "{n} {n|file|files}" }, zh: { a: "" }, ru: { a: "" }, kk: { a: "" } } } as Words<"a">;
  expect([0, 1, 2].map(n => sayIn(words, "en")("a", { n }))).toEqual(["0 files", "1 file", "2 files"]);
});

test("a_missing_word_and_a_lost_placeholder_are_both_named", () => {
  const words = { all: { en: { a: "{n} left" }, zh: { a: "剩" }, ru: { a: "" }, kk: { a: "{n}" } } } as Words<"a">;
  expect(gapsIn(words)).toEqual([`zh "a" has other {placeholders}`, `ru lacks "a"`]);
});

test("a_stretched_word_is_at_least_forty_percent_longer_and_keeps_its_placeholders", () => {
  const text = stretched("{n} minutes left");
  expect(text).toContain("{n}");
  expect(text.length).toBeGreaterThanOrEqual(Math.ceil("{n} minutes left".length * 1.4));
});
