import { expect, test } from "vitest";
import { reasonsInEvent } from "./reasonWords";

test("an_event_with_coded_reasons_is_said_in_words", () => {
  const text = 'ecg_reasons [{"code":"st_raised","values":["V2 0.3, V3 0.4"]},{"code":"posterior","values":[]}]';
  expect(reasonsInEvent(text)).toBe("ST at J is raised: V2 0.3, V3 0.4 mV. Consider a posterior infarct (V7 to V9).");
});

test("a_reason_that_this_page_does_not_know_yet_is_told_by_its_code", () => {
  expect(reasonsInEvent('ecg_reasons [{"code":"of_next_year","values":["7"]}]')).toBe("of_next_year 7");
});

test.each(["Computer-suggested: ST at J is raised.", "", "ecg_reasons [", "the patient is worse"])(
  "the_text_of_an_old_event_or_of_a_person_stays_as_it_is_%s",
  text => expect(reasonsInEvent(text)).toBeNull(),
);
