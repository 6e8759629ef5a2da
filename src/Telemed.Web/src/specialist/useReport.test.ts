import { expect, test } from "vitest";
import type { ReportBody } from "../case/types";
import { savedOver } from "./useReport";

const body = { impression: "Normal ECG." } as ReportBody;

test("a_text_of_this_device_is_saved_over_the_version_it_was_written_over", () => {
  expect(savedOver({ body, over: 3 }, 5)).toBe(3); // somebody else saved twice: the hub refuses and the person decides
  expect(savedOver(null, 5)).toBe(5);
});
