import { expect, test } from "vitest";
import type { ReportBody, ReportTemplate } from "../case/types";
import { withAdequacy, withCall, withMeasure, withStatement } from "./fill";

const template: ReportTemplate = {
  code: "ecg",
  version: 1,
  kind: "ecg",
  sections: [
    {
      code: "rhythm",
      labels: {},
      fields: [
        { code: "statements", labels: {}, kind: "statements", required: true, options: [{ code: "50", labels: {} }] },
      ],
    },
    {
      code: "measurements",
      labels: {},
      fields: [{ code: "ventricular_rate", labels: {}, kind: "number", required: false }],
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

test("a_statement_goes_once_into_the_field_that_takes_it", () => {
  const once = withStatement(empty, template, "50");
  expect(once.content["rhythm.statements"]).toEqual([{ code: "50", modifiers: [] }]);
  expect(withStatement(once, template, "50")).toBe(once);
});

test("a_statement_no_field_takes_changes_nothing", () => {
  expect(withStatement(empty, template, "999")).toBe(empty);
});

test("a_heart_rate_from_the_viewer_fills_the_ventricular_rate", () => {
  expect(
    withMeasure(empty, template, { name: "Heart rate", value: 72.04 }).content["measurements.ventricular_rate"],
  ).toBe(72);
});

test("a call fills the fields that ask for it, and not those that are written already", () => {
  const text = (code: string) => ({ code, labels: {}, kind: "text" as const, required: true });
  const frozen: ReportTemplate = {
    ...template, sections: [{ code: "answer", labels: {}, fields: [text("told"), text("answered_at"), text("received_at")] }],
  };
  const body = { ...empty, content: { "answer.received_at": "10:02" } };
  const filled = withCall(body, frozen, { toldTo: "Dr Wang", at: "10:21", receivedAt: "10:00" });
  expect(filled.content).toEqual({ "answer.told": "Dr Wang", "answer.answered_at": "10:21", "answer.received_at": "10:02" });
});

test("what is said of the first slide stands in the form, and later slides do not change it", () => {
  const options = ["adequate", "limited", "inadequate"].map(code => ({ code, labels: {} }));
  const biopsy: ReportTemplate = {
    ...template,
    sections: [{ code: "material", labels: {}, fields: [
      { code: "adequacy", labels: {}, kind: "choice", required: true, options },
      { code: "adequacy_why", labels: {}, kind: "text", required: false },
    ] }],
  };
  const limited = withAdequacy(empty, biopsy, "limited", "Folds");
  expect(limited.content).toEqual({ "material.adequacy": "limited", "material.adequacy_why": "Folds" });
  expect(withAdequacy(limited, biopsy, "adequate", "").content).toEqual(limited.content);
});
