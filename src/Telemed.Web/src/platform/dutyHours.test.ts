import { expect, test } from "vitest";
import { showDutyHours, type DutyHours } from "./dutyHours";
import { chooseLanguage } from "./language";
import { weekdays } from "./weekdays";

const daily: DutyHours = { days: weekdays, from: "08:00", until: "18:00", timeZone: null };

test("hours_of_every_day_name_no_day", () => {
  chooseLanguage("en");
  expect(showDutyHours(daily)).toBe("08:00–18:00");
});

test("days_in_a_row_are_named_by_the_first_and_the_last", () => {
  chooseLanguage("en");
  expect(showDutyHours({ ...daily, days: weekdays.slice(0, 5) })).toBe("Mon–Fri 08:00–18:00");
  expect(showDutyHours({ ...daily, days: ["thursday", "monday"] })).toBe("Mon, Thu 08:00–18:00");
});
