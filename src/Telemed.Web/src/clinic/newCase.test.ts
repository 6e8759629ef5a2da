import { expect, test } from "vitest";
import { bodyOf, emptyCase, isBelowSuggestion, suggestedColour, withFlag } from "./newCase";

const service = {
  redFlags: [
    { code: "chest_pain", labels: {}, suggests: "red" as const },
    { code: "palpitations", labels: {}, suggests: "yellow" as const },
  ],
};

test("the_most_urgent_ticked_sign_suggests_the_colour", () => {
  expect(suggestedColour(service, ["palpitations"])).toBe("yellow");
  expect(suggestedColour(service, ["palpitations", "chest_pain"])).toBe("red");
  expect(suggestedColour(service, [])).toBeNull();
});

test("ticking_a_sign_sets_the_colour_until_the_person_has_chosen_one", () => {
  const draft = emptyCase("1");
  expect(withFlag(draft, service, "chest_pain", true).colour).toBe("red");
  expect(withFlag({ ...draft, colour: "yellow", colourChosen: true }, service, "chest_pain", true).colour).toBe(
    "yellow",
  );
});

test("taking_the_sign_away_takes_its_colour_away", () => {
  const ticked = withFlag(emptyCase("1"), service, "chest_pain", true);
  expect(withFlag(ticked, service, "chest_pain", false).colour).toBe("green");
});

test("only_a_less_urgent_colour_than_suggested_needs_a_reason", () => {
  expect(isBelowSuggestion("green", "yellow")).toBe(true);
  expect(isBelowSuggestion("red", "yellow")).toBe(false);
  expect(isBelowSuggestion("green", null)).toBe(false);
});

test("empty_questions_and_empty_vitals_do_not_travel", () => {
  const body = bodyOf(
    { ...emptyCase("1"), questions: [" ", "Is it an infarction? "], vitals: { spo2: null } },
    "2026-01-01T00:00:00Z",
  );
  expect(body["questions"]).toEqual(["Is it an infarction?"]);
  expect(body["vitals"]).toBeNull();
});
