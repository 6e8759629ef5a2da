import { expect, test } from "vitest";
import type { ReportBody, ReportTemplate } from "../case/types";
import { changesBetween } from "./changes";

const card = { doNow: null, give: null, doNot: null, sendIf: null, callBackAt: null };
const body: ReportBody = {
  content: { "s.rhythm": "sinus" },
  answers: [{ number: 1, text: "No." }],
  impression: "Normal.",
  advice: null,
  limits: null,
  certainty: "likely",
  actionCard: card,
  critical: { is: false },
};
const template: ReportTemplate = {
  code: "ecg",
  version: 1,
  kind: "ecg",
  sections: [
    {
      code: "s",
      labels: {},
      fields: [
        {
          code: "rhythm",
          labels: { en: "Rhythm" },
          kind: "choice",
          required: true,
          options: [
            { code: "sinus", labels: { en: "Sinus rhythm" } },
            { code: "af", labels: { en: "Atrial fibrillation" } },
          ],
        },
      ],
    },
  ],
};

test("an_unchanged_report_has_no_changes", () => {
  expect(changesBetween(body, { ...body, impression: "Normal. " }, template, key => key)).toEqual([]);
});

test("a_coded_field_changes_from_label_to_label", () => {
  expect(changesBetween(body, { ...body, content: { "s.rhythm": "af" } }, template, key => key)).toEqual([
    { field: "s.rhythm", label: "Rhythm", before: "Sinus rhythm", after: "Atrial fibrillation" },
  ]);
});

test("answers_and_the_action_card_are_compared_too", () => {
  const after = { ...body, answers: [{ number: 1, text: "Yes." }], actionCard: { ...card, doNow: "Aspirin 300 mg" } };
  expect(changesBetween(body, after, template, key => key).map(change => change.field)).toEqual(["answer.1", "doNow"]);
});
