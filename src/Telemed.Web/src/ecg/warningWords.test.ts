import { expect, test } from "vitest";
import { warningText } from "./warningWords";

test("a_coded_warning_is_said_with_its_numbers_and_names", () => {
  expect(warningText("ecg:lead_samples|V1|37855|32767")).toBe(
    "Lead V1 declares 37855 samples and holds 32767; the rest is missing.",
  );
  expect(warningText("ecg:lengths_differ")).toBe("The leads differ in length.");
});

test("the_text_of_a_warning_from_before_stays_as_it_is", () => {
  expect(warningText("Section 6 is cut short.")).toBe("Section 6 is cut short.");
});

test("a_warning_that_this_page_does_not_know_yet_is_still_told", () => {
  expect(warningText("ecg:of_next_year|7")).toBe("of next year 7");
});
