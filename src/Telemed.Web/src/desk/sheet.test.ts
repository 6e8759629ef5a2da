import { expect, test } from "vitest";
import { actionOfRemedy, actionsFor, requestOf, type SheetAnswers } from "./sheet";

const empty: SheetAnswers = {
  colour: "yellow",
  serviceCode: "ecg",
  performerFacilityId: "",
  personId: "",
  isWarned: false,
  confirmed: false,
  reason: "",
  advice: "",
  text: "",
};

test("only_what_the_hub_allows_is_offered_and_the_telephone_always", () => {
  expect(actionsFor(["routing", "opening"])).toEqual(["routing", "call"]);
});

test("routing_without_a_facility_leaves_the_choice_to_the_rules", () => {
  expect(requestOf("routing", empty, 3)).toEqual({ path: "routing", body: { version: 3 } });
});

test("a_return_needs_a_reason_and_advice", () => {
  expect(requestOf("return", { ...empty, reason: "no_question" }, 3)).toBeNull();
  expect(requestOf("return", { ...empty, reason: "no_question", advice: " Ask one question. " }, 3)).toEqual({
    path: "return",
    body: { version: 3, reason: "no_question", advice: "Ask one question." },
  });
});

test("giving_a_case_to_a_reader_needs_the_reader_and_a_reason", () => {
  expect(requestOf("reassignment", { ...empty, personId: "p" }, 1)).toBeNull();
  expect(requestOf("reassignment", { ...empty, personId: "p", reason: "overload" }, 1)?.body).toEqual({
    version: 1,
    personId: "p",
    reason: "overload",
  });
});

test("a_reader_whom_a_rule_speaks_against_gets_the_case_only_when_that_is_confirmed", () => {
  const warned = { ...empty, personId: "p", reason: "overload", isWarned: true };
  expect(requestOf("reassignment", warned, 1)).toBeNull();
  expect(requestOf("reassignment", { ...warned, confirmed: true }, 1)?.path).toBe("reassignment");
});

test("an_unknown_remedy_opens_nothing", () => {
  expect(actionOfRemedy("routing")).toBe("routing");
  expect(actionOfRemedy("something_new")).toBeNull();
});
