import { expect, test } from "vitest";
import type { ReportBody } from "../case/types";
import { adviceOf, finishingOf } from "./finishing";

const body: ReportBody = {
  content: {},
  answers: [],
  impression: "Normal ECG.",
  advice: null,
  limits: null,
  certainty: null,
  actionCard: { doNow: null, give: null, doNot: null, sendIf: null, callBackAt: null },
  critical: { is: false },
};
const both = ["signature", "review_request"];

test("a_report_is_signed_where_the_hub_allows_it", () => {
  expect(finishingOf(both, null, null, body)).toEqual({ kind: "sign" });
});

test("who_signs_only_after_review_sends_to_review_from_the_first_word_on", () => {
  expect(finishingOf(["review_request"], "junior_reporter", null, body)).toEqual({
    kind: "review",
    reason: "junior_reporter",
  });
});

test("a_case_that_was_drawn_goes_to_review_whatever_is_written_then", () => {
  const refused = { reason: "sampled", body };
  expect(finishingOf(both, null, refused, body)).toEqual({ kind: "review", reason: "sampled" });
  expect(finishingOf(both, null, refused, { ...body, impression: "Other." })).toEqual({
    kind: "review",
    reason: "sampled",
  });
});

test("a_mismatch_is_judged_anew_when_the_words_are_others", () => {
  const refused = { reason: "critical_mismatch", body };
  expect(finishingOf(both, null, refused, body)).toEqual({ kind: "review", reason: "critical_mismatch" });
  expect(finishingOf(both, null, refused, { ...body, critical: { is: true } })).toEqual({ kind: "sign" });
});

test("who_may_do_neither_is_offered_nothing", () => {
  expect(finishingOf(["messages"], null, null, body)).toEqual({ kind: "none" });
  expect(finishingOf(["messages"], null, { reason: "sampled", body }, body)).toEqual({ kind: "none" });
});

test("advice_stands_until_the_report_is_sent_to_review_again_or_signed", () => {
  const sentBack = { kind: "send_back", text: "Mention the axis." };
  const asked = { kind: "ask_review", text: null };
  expect(adviceOf([asked, sentBack, { kind: "save_draft", text: null }])).toBe("Mention the axis.");
  expect(adviceOf([asked, sentBack, asked])).toBeNull();
  expect(adviceOf([{ kind: "open", text: null }])).toBeNull();
});
