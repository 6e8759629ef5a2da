import { expect, test } from "vitest";
import type { ReportBody } from "../case/types";
import { asText, savedOver } from "./useReport";

const body = { impression: "Normal ECG." } as ReportBody;

test("a_text_of_this_device_is_saved_over_the_version_it_was_written_over", () => {
  expect(savedOver({ body, over: 3 }, 5)).toBe(3); // somebody else saved twice: the hub refuses and the person decides
  expect(savedOver(null, 5)).toBe(5);
});

test("the_same_report_is_the_same_text_whatever_the_order_of_its_parts", () => {
  const one = { impression: "Normal ECG.", content: { "rhythm.kind": "sinus", "rate.hr": 72 } } as unknown as ReportBody;
  const other = { content: { "rate.hr": 72, "rhythm.kind": "sinus" }, answers: [], impression: "Normal ECG." } as unknown as ReportBody;
  expect(asText(one)).toBe(asText(other));
  expect(asText({ ...other, impression: "Normal ECG" })).not.toBe(asText(one));
});
