import { expect, test } from "vitest";
import { chooseLanguage } from "./language";
import { dayName, weekdayOf } from "./weekdays";

test("days_have_their_names_in_the_language_of_the_person", () => {
  chooseLanguage("zh");
  expect(dayName("monday", "short")).toBe("周一");
  chooseLanguage("ru");
  expect(dayName("sunday", "short")).toBe("вс");
  chooseLanguage("kk");
  expect(dayName("sunday", "short")).toBe("жс");
  expect(dayName("wednesday", "long")).toBe("сәрсенбі");
  chooseLanguage("en");
});

test("a_date_has_its_day_wherever_it_is_read", () => {
  expect(weekdayOf("2026-11-22")).toBe("sunday");
  expect(weekdayOf("2024-02-29")).toBe("thursday");
});
