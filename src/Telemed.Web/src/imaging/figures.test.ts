import { expect, test } from "vitest";
import { figuresOf, isSameMeasure } from "./figures";

test("a line has its length in the unit that the picture allows", () => {
  expect(figuresOf("length", { length: 12.3456, unit: "mm" })).toEqual([{ name: "length", value: 12.35, unit: "mm" }]);
  expect(figuresOf("length", { length: null, unit: null })).toEqual([]);
});

test("a region has its area and the greys within, and a place outside the picture has none", () => {
  const stats = { area: 100, areaUnit: "mm²", mean: 40.004, stdDev: 5, min: 20, max: 60, modalityUnit: "HU" };
  expect(figuresOf("roi", stats).map(each => `${each.name} ${each.value} ${each.unit}`)).toEqual([
    "area 100 mm²", "mean 40 HU", "deviation 5 HU", "least 20 HU", "most 60 HU",
  ]);
  expect(figuresOf("roi", { Modality: "CT" })).toEqual([]);
});

test("an angle that is not finished has no figure", () => {
  expect(figuresOf("angle", { angle: "Incomplete Angle" })).toEqual([]);
  expect(figuresOf("angle", { angle: 90 })).toEqual([{ name: "angle", value: 90, unit: "°" }]);
});

test("a point of a coloured picture has three values", () => {
  expect(figuresOf("probe", { value: [1, 2, 3] }).map(each => each.name)).toEqual(["red", "green", "blue"]);
});

test("a moved line is another measurement", () => {
  const figures = figuresOf("length", { length: 10, unit: "mm" });
  expect(isSameMeasure({ points: [0, 0, 0, 10, 0, 0], figures }, { points: [0, 0, 0, 10, 0, 0], figures })).toBe(true);
  expect(isSameMeasure({ points: [0, 0, 0, 10, 0, 0], figures }, { points: [0, 1, 0, 10, 1, 0], figures })).toBe(false);
});
