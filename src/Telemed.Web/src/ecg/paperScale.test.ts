import { describe, expect, it } from "vitest";
import { reading, scaleOf } from "./paperScale";

describe("a picture of ECG paper", () => {
  it("is scaled by squares a person counted: 50 mm over 400 px", () => {
    expect(scaleOf({ x1: 10, y1: 20, x2: 410, y2: 20 }, 50)).toBe(8);
    expect(scaleOf({ x1: 0, y1: 0, x2: 30, y2: 40 }, 10)).toBe(5); // a slanted photo is measured along its slant
  });

  it("refuses a mark too short to tell", () => {
    expect(scaleOf({ x1: 0, y1: 0, x2: 3, y2: 0 }, 5)).toBeNull();
  });

  it("reads 0.2 s and 1 mV from one big square across and two up, at 25 mm/s and 10 mm/mV", () => {
    const scale = { pxPerMm: 8, speed: 25, mmPerMv: 10 } as const;
    expect(reading({ x1: 100, y1: 200, x2: 140, y2: 120 }, scale)).toEqual({ timeMs: 200, voltageMv: 1 });
  });
});
