import { describe, expect, it } from "vitest";
import {
  layOut,
  layOutMedian,
  panelAt,
  timeAt,
  twelve,
  voltageAt,
  widthAtUsualSpeed,
  xOf,
  yOf,
  type PageRequest,
} from "./layout";

const base: PageRequest = { layout: "3x4+1", leads: [...twelve], startMs: 0, windowMs: 10_000, speed: 25, gain: 10 };
const names = (request: PageRequest) => layOut(request).panels.map(panel => (panel.inverted ? "-" : "") + panel.lead);

describe("the page", () => {
  it("is 250 mm for 10 s at 25 mm/s, 500 at 50 and 125 at 12.5", () => {
    for (const [speed, width] of [
      [25, 250],
      [50, 500],
      [12.5, 125],
    ] as const) {
      const strip = layOut({ ...base, speed }).panels.find(panel => panel.isRhythm);
      expect(strip?.widthMm).toBe(width);
    }
  });

  it("keeps its fitted scale when the paper runs faster or slower", () => {
    for (const speed of [12.5, 25, 50] as const) expect(widthAtUsualSpeed(layOut({ ...base, speed }))).toBe(265);
  });

  it("shows four columns of 2.5 s that follow each other, and the rhythm below", () => {
    const page = layOut(base);
    expect(page.isSequential).toBe(true);
    const v4 = page.panels.find(panel => panel.lead === "V4");
    expect([v4?.startMs, v4?.endMs, v4?.widthMm]).toEqual([7500, 10_000, 62.5]);
    expect(page.panels.filter(panel => panel.isRhythm).map(panel => panel.lead)).toEqual(["II"]);
  });

  it("adds V1 and V5 as further rhythms, without doubling", () => {
    expect(
      layOut({ ...base, layout: "3x4+3" })
        .panels.filter(panel => panel.isRhythm)
        .map(panel => panel.lead),
    ).toEqual(["II", "V1", "V5"]);
  });

  it("turns aVR over in Cabrera's order", () => {
    expect(names({ ...base, layout: "cabrera" }).slice(0, 6)).toEqual(["aVL", "I", "-aVR", "II", "aVF", "III"]);
    const page = layOut({ ...base, layout: "cabrera" });
    const turned = page.panels.find(panel => panel.inverted)!;
    expect(yOf(turned, 1000)).toBe(turned.baselineMm + 10);
    expect(voltageAt(turned, turned.baselineMm + 10)).toBe(1000);
  });

  it("gives every lead of a two-lead recording a whole row, and leads beyond twelve a row below", () => {
    expect(names({ ...base, leads: ["MLII", "V5"] })).toEqual(["MLII", "V5"]);
    expect(names({ ...base, leads: [...twelve, "V7", "V8"] }).slice(-3)).toEqual(["II", "V7", "V8"]);
  });

  it("halves only the leads that would leave their rows", () => {
    const page = layOut({ ...base, layout: "6x2", gain: "auto", peakUv: lead => (lead === "V3" ? 3000 : 900) });
    expect(page.panels.find(panel => panel.lead === "I")?.mmPerMv).toBe(10);
    expect(page.panels.find(panel => panel.lead === "V5")?.mmPerMv).toBe(5);
    expect(page.pulses[0]?.gains).toEqual([10, 5]);
  });

  it("finds time and voltage under a point and goes back to the point", () => {
    const page = layOut(base);
    const panel = panelAt(page, 10 + 62.5 + 25, page.panels[0]!.baselineMm)!;
    expect(panel.lead).toBe("aVR");
    expect(timeAt(panel, panel.xMm + 25, 25)).toBe(3500);
    expect(xOf(panel, 3500, 25)).toBe(panel.xMm + 25);
    expect(panelAt(page, 2, 20)).toBeNull();
  });

  it("puts median beats in four columns that begin on thick lines", () => {
    const page = layOutMedian({ ...base, layout: "median" }, 1000);
    expect(page.panels.map(panel => panel.xMm)).toEqual([10, 10, 10, 40, 40, 40, 70, 70, 70, 100, 100, 100]);
    expect(page.panels[3]?.lead).toBe("aVR");
  });
});
