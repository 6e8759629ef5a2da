import { expect, test } from "vitest";
import { actions, bodyOf, isComplete, type Action } from "./actions";

const action = (command: string): Action => actions.find(each => each.command === command) as Action;

test("a_return_needs_its_reason_and_its_advice", () => {
  expect(isComplete(action("return"), { reason: "wrong_patient" }, false)).toBe(false);
  expect(isComplete(action("return"), { reason: "wrong_patient", advice: "Please look at the name." }, false)).toBe(
    true,
  );
});

test("a_tick_that_was_left_alone_says_no", () => {
  expect(bodyOf(action("review"), {}, 3)).toEqual({ version: 3, agree: false });
});

test("what_is_left_empty_does_not_travel", () => {
  expect(bodyOf(action("triage"), { colour: "red", performerFacilityId: "" }, 7)).toEqual({
    version: 7,
    colour: "red",
  });
});
