import { expect, test } from "vitest";
import { laneOf } from "./lanes";

const row = (state: string, more: { critical?: boolean; needsMe?: boolean } = {}) => ({
  state,
  critical: more.critical ?? false,
  needsMe: more.needsMe ?? false,
  colour: "green" as const,
});

test("a_critical_answer_is_to_act_on_now_until_the_action_is_recorded", () => {
  expect(laneOf(row("delivered", { critical: true }))).toBe("actNow");
  expect(laneOf(row("acknowledged", { critical: true }))).toBe("actNow");
  expect(laneOf(row("acted", { critical: true }))).toBe("done");
});

test("a_question_from_the_reader_is_to_act_on_now", () => {
  expect(laneOf(row("info_requested"))).toBe("actNow");
});

test("an_answer_stays_ready_until_the_action_is_recorded", () => {
  expect(laneOf(row("delivered"))).toBe("ready");
  expect(laneOf(row("acknowledged"))).toBe("ready");
});

test("drafts_and_returned_cases_are_to_complete", () => {
  expect(laneOf(row("draft"))).toBe("toComplete");
  expect(laneOf(row("returned"))).toBe("toComplete");
});

test("a_critical_mark_found_while_reading_does_not_ask_the_clinician_before_there_is_an_answer", () => {
  expect(laneOf(row("reading", { critical: true }))).toBe("waiting");
});
