import { expect, test } from "vitest";
import { imageWarningText } from "./warningWords";

test("a coded warning is said with its place, and others keep their text", () => {
  expect(imageWarningText("dicom:departs|data set|1234")).toBe(
    "The file departs from the DICOM standard (data set, byte 1234); it was read all the same.",
  );
  expect(imageWarningText("dicom:no_spacing")).toContain("millimetres");
  expect(imageWarningText("The preamble is missing.")).toBe("The preamble is missing.");
});
