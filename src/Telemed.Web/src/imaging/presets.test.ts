import { expect, test } from "vitest";
import { presetsFor, rangeOf } from "./presets";

test("a CT has windows for lung, soft tissue, bone and brain, a radiograph has none", () => {
  expect(presetsFor("CT").map(preset => preset.code)).toContain("lung");
  expect(presetsFor("DX")).toEqual([]);
});

test("a window of 400 around 40 runs from -160 to 240", () => {
  expect(rangeOf({ centre: 40, width: 400 })).toEqual({ lower: -160, upper: 240 });
});
