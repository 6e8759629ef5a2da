import { expect, test } from "vitest";
import { inOrder, isCalibrated, textOf, type DicomJson } from "./study";

const slice = (number: number, z: number | null): DicomJson => ({
  "00200013": { vr: "IS", Value: [number] },
  ...(z === null
    ? {}
    : { "00200032": { vr: "DS", Value: [0, 0, z] }, "00200037": { vr: "DS", Value: [1, 0, 0, 0, 1, 0] } }),
});

const numbers = (rows: DicomJson[]) => rows.map(row => textOf(row, "00200013"));

test("slices that say where they lie are shown along the patient", () => {
  expect(numbers(inOrder([slice(1, 30), slice(2, 10), slice(3, 20)]))).toEqual(["2", "3", "1"]);
});

test("without places the instance number decides", () => {
  expect(numbers(inOrder([slice(3, null), slice(1, null), slice(2, null)]))).toEqual(["1", "2", "3"]);
});

test("a spacing of zero is no calibration", () => {
  expect(isCalibrated({ "00280030": { vr: "DS", Value: [0.5, 0.5] } })).toBe(true);
  expect(isCalibrated({ "00280030": { vr: "DS", Value: [0, 0] } })).toBe(false);
  expect(isCalibrated({})).toBe(false);
});
