import { expect, test } from "vitest";
import type { ReportBody, ReportTemplate } from "../case/types";
import { withNormal } from "./normal";

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
          code: "quality",
          labels: {},
          kind: "choice",
          required: true,
          options: [
            { code: "good", labels: {} },
            { code: "poor", labels: {} },
          ],
        },
        { code: "rate", labels: {}, kind: "number", required: true },
        { code: "text", labels: {}, kind: "text", required: false, normalText: { en: "Normal tracing." } },
      ],
    },
  ],
};
const empty: ReportBody = {
  content: {},
  answers: [],
  impression: null,
  advice: null,
  limits: null,
  certainty: null,
  critical: { is: false },
  actionCard: { doNow: null, give: null, doNot: null, sendIf: null, callBackAt: null },
};

test("the_normal_key_fills_only_what_is_empty", () => {
  const filled = withNormal({ ...empty, content: { "s.quality": "poor" } }, template, "Nothing found.", [1], true);
  expect(filled.content["s.quality"]).toBe("poor");
  expect(filled.answers).toEqual([{ number: 1, text: "Nothing found." }]);
});

test("a_measured_number_is_never_assumed", () => {
  expect(withNormal(empty, template, "x", [], false).content["s.rate"]).toBeUndefined();
});

test("that_there_is_nothing_earlier_is_assumed_only_when_the_hub_knows_of_nothing", () => {
  const options = [
    { code: "none_available", labels: {} },
    { code: "unchanged", labels: {} },
  ];
  const prior = { code: "prior", labels: {}, kind: "choice" as const, required: true, options };
  const compared = { ...template, sections: [{ code: "c", labels: {}, fields: [prior] }] };
  expect(withNormal(empty, compared, "x", [], false).content["c.prior"]).toBe("none_available");
  expect(withNormal(empty, compared, "x", [], true).content["c.prior"]).toBeUndefined();
});
