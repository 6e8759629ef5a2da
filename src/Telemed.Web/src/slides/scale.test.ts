import { describe, expect, it } from "vitest";
import { areaPx2, areaText, lengthPx, lengthText, powerOfZoom, scaleBar, zoomOfPower } from "./scale";

describe("scale", () => {
  it("shows no bar when the slide states no scale", () => {
    expect(scaleBar(null, 200)).toBeNull();
    expect(scaleBar(0, 200)).toBeNull();
  });

  it("chooses the longest round length that fits", () => {
    // 0.499 um a pixel, 200 px: 99.8 um fit, so 50 um, which are 100.2 px.
    const bar = scaleBar(0.499, 200);
    expect(bar?.text).toBe("50 µm");
    expect(bar?.widthPx).toBeCloseTo(100.2, 1);
    expect(scaleBar(20, 200)?.text).toBe("2 mm");
  });

  it("says lengths and areas in the unit a person would", () => {
    expect(lengthText(0.25)).toBe("250 nm");
    expect(lengthText(1109.8)).toBe("1.11 mm");
    expect(areaText(12_345)).toBe("12300 µm²");
    expect(areaText(2_500_000)).toBe("2.5 mm²");
  });

  it("measures lines and outlines", () => {
    expect(lengthPx([0, 0, 3, 4, 3, 10])).toBe(11);
    expect(areaPx2([0, 0, 10, 0, 10, 5, 0, 5])).toBe(50);
  });

  it("shows the objective's own power pixel for device pixel", () => {
    expect(zoomOfPower(20, 20, 2)).toBe(0.5);
    expect(powerOfZoom(0.25, 40, 1)).toBe(10);
  });
});
