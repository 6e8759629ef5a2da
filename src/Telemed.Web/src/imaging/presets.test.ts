import { expect, test } from "vitest";
import { presetsFor, rangeOf, relativeRange, statedIn } from "./presets";

const row = {
  "00281050": { vr: "DS", Value: [40, 300] },
  "00281051": { vr: "DS", Value: [80, 1500] },
  "00281055": { vr: "LO", Value: ["BRAIN", "BONE"] },
};

test("a CT has windows for lung, soft tissue, bone and brain, and those that the device states besides", () => {
  const codes = presetsFor("CT", row).map(preset => preset.code);
  expect(codes.slice(0, 4)).toEqual(["lung", "mediastinum", "bone", "brain"]);
  expect(presetsFor("CT", row)).toContainEqual({ code: "stated", name: "BONE", centre: 300, width: 1500 });
});

test("other grey modalities have more and less contrast and the full range, colour has no window", () => {
  for (const modality of ["DX", "MR", "MG", "PT"])
    expect(presetsFor(modality, {}).map(preset => preset.code)).toEqual(["harder", "softer", "full"]);
  expect(presetsFor("US", { "00280002": { vr: "US", Value: [3] } })).toEqual([]);
});

test("windows of an enhanced image stand in its shared groups, and one without a width is none", () => {
  const shared = { "00289132": { vr: "SQ", Value: [{ ...row, "00281051": { vr: "DS", Value: [80, 0] } }] } };
  expect(statedIn({ "52009229": { vr: "SQ", Value: [shared] } })).toEqual([
    { code: "stated", name: "BRAIN", centre: 40, width: 80 },
  ]);
});

test("a window of 400 around 40 runs from -160 to 240", () => {
  expect(rangeOf({ centre: 40, width: 400 })).toEqual({ lower: -160, upper: 240 });
});

test("a harder window is narrower around the same middle", () => {
  const [own, all] = [{ lower: 0, upper: 1000 }, { lower: -5, upper: 4000 }];
  expect(relativeRange("harder", own, all)).toEqual({ lower: 200, upper: 800 });
  expect(relativeRange("full", own, all)).toEqual(all);
});
