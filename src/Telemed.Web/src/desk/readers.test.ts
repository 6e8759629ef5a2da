import { expect, test } from "vitest";
import { sayIn } from "../platform/words";
import { uiWords } from "../ui/words";
import { meritsOf, named, readerOf, type RankedReader, type ReaderRanking } from "./readers";
import { readerWords } from "./readerWords";

const li: RankedReader = {
  person: { id: "li", name: "李明" },
  title: null,
  facility: { id: "c", name: "County A Hospital", tier: "county" },
  otherLanguage: null,
  previousReader: true,
  pairedHospital: true,
  tiersAway: 2,
  inHand: 2,
  minutesInHand: 14,
  readLately: 12,
  decidedBy: "previous_reader",
  refusals: [],
  mayBeGiven: true,
};
const sokolova: RankedReader = {
  ...li,
  person: { id: "so", name: "Ирина Соколова" },
  otherLanguage: "ru",
  previousReader: false,
  pairedHospital: false,
  inHand: 0,
  minutesInHand: 0,
  decidedBy: null,
  refusals: ["not_on_shift"],
};
const ranking: ReaderRanking = {
  fairShare: 15,
  fairShareDays: 30,
  casesInHandLimit: 5,
  readers: [li],
  refused: [sokolova],
};
const merits = (reader: RankedReader) => meritsOf(reader, ranking, sayIn(readerWords, "en"), sayIn(uiWords, "en"));

test("what_speaks_for_a_reader_is_said_in_the_order_in_which_it_counts", () => {
  expect(merits(li).map(each => each.text)).toEqual([
    "read this patient before",
    "paired hospital",
    "2 tiers away",
    "2 in hand, about 14 min",
  ]);
});

test("what_puts_a_reader_before_the_next_one_stands_out", () => {
  expect(merits(li).filter(each => each.decides)).toEqual([{ text: "read this patient before", decides: true }]);
  expect(merits(sokolova).some(each => each.decides)).toBe(false);
  const text = (decidedBy: string) => merits({ ...li, decidedBy }).find(each => each.decides)?.text;
  expect(text("nearer_hospital")).toBe("nearer hospital");
  expect(text("fair_share")).toBe("12 read in 30 days, fair share 15");
});

test("a_reader_who_works_in_another_language_says_so_and_empty_hands_have_no_minutes", () => {
  const texts = merits(sokolova).map(each => each.text);
  expect(texts).toContain("nothing in hand");
  expect(texts.at(-1)).toBe("works in Русский");
});

test("readers_are_found_by_name_and_hospital_and_by_id_also_among_the_refused", () => {
  expect(named([li, sokolova], "СОКОЛ")).toEqual([sokolova]);
  expect(named([li, sokolova], "county a")).toEqual([li, sokolova]);
  expect(readerOf(ranking, "so")).toBe(sokolova);
  expect(readerOf(ranking, "nobody")).toBeNull();
});
