import { expect, test } from "vitest";
import { cineMs, dayOf, inOrder, isCalibrated, marked, textOf, type DicomJson } from "./study";

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

test("a name is shown in every script it is written in, and in one that is alone", () => {
  const of = (name: object) => textOf({ "00100010": { vr: "PN", Value: [name] } }, "00100010");
  expect(of({ Alphabetic: "Zhang^Wei", Ideographic: "张^伟" })).toBe("张 伟 · Zhang Wei");
  expect(of({ Ideographic: "张^伟" })).toBe("张 伟");
});

test("without places the instance number decides", () => {
  expect(numbers(inOrder([slice(3, null), slice(1, null), slice(2, null)]))).toEqual(["1", "2", "3"]);
});

test("a spacing of zero is no calibration", () => {
  expect(isCalibrated({ "00280030": { vr: "DS", Value: [0.5, 0.5] } })).toBe(true);
  expect(isCalibrated({ "00280030": { vr: "DS", Value: [0, 0] } })).toBe(false);
  expect(isCalibrated({})).toBe(false);
});

test("marked pictures are asked for in the order they were marked, those of other series left out", () => {
  const pictures = ["1.1", "1.2", "1.3"].map(sopUid => ({ imageId: `id ${sopUid}`, sopUid, frame: 1, metadata: {} }));
  const marks = [["1.3", 1], ["2.1", 1], ["1.1", 2], ["1.1", 1]] as const;
  const wanted = marks.map(([sopInstanceUid, frame]) => ({ sopInstanceUid, frame }));
  expect(marked(pictures, wanted)).toEqual(["id 1.3", "id 1.1"]);
});

test("a loop plays at the pace that its device states, within what eyes can follow", () => {
  expect(cineMs({ "00082144": { vr: "IS", Value: [25] } })).toBe(40);
  expect(cineMs({ "00181063": { vr: "DS", Value: [33.3] } })).toBe(33.3);
  expect(cineMs({ "00180040": { vr: "IS", Value: [500] } })).toBe(20);
  expect(cineMs({})).toBe(80);
});

test("the day is that of the picture, else of its series or study, and none when it is written wrongly", () => {
  expect(dayOf({ "00080022": { vr: "DA", Value: ["20261120"] }, "00080020": { vr: "DA", Value: ["20261101"] } })).toBe("2026-11-20");
  expect(dayOf({ "00080020": { vr: "DA", Value: ["20261101"] } })).toBe("2026-11-01");
  expect(dayOf({ "00080020": { vr: "DA", Value: ["2026.11.01"] } })).toBeNull();
});
