import { describe, expect, it } from "vitest";
import { fiducialOf, medianOf, rrBefore } from "./beats";
import { bazettMs, fridericiaMs, preferred } from "./qt";
import { snapped } from "./snap";
import type { TraceGroup } from "./trace";
import type { Beat } from "./types";

const rateHz = 500;
const beatAt = (atMs: number): Beat => ({ atMs, kind: "normal" });
function group(values: Float32Array): TraceGroup {
  return {
    kind: "rhythm",
    label: "R",
    originality: "ORIGINAL",
    samplingRateHz: rateHz,
    startMs: 0,
    totalMs: (values.length * 1000) / rateHz,
    filters: { highPassHz: null, lowPassHz: null, notchHz: null },
    leads: [{ label: "II", sourceLabel: "II", derived: false, unit: "uV", values }],
  };
}
/** Beats of one triangle each, 10 samples wide, at the given milliseconds. */
function beatsAt(...timesMs: number[]): Float32Array {
  const values = new Float32Array(5000);
  for (const time of timesMs) for (let off = -5; off <= 5; off++) values[time / 2 + off] = 1000 - Math.abs(off) * 200;
  return values;
}

describe("QT", () => {
  it("divides by the square and by the cube root of RR in seconds, worked by hand: both roots are 0.8", () => {
    expect(bazettMs(360, 640)).toBeCloseTo(450, 9);
    expect(fridericiaMs(360, 512)).toBeCloseTo(450, 9);
  });

  it("prefers Fridericia outside 50 to 90 beats a minute", () => {
    expect([preferred(1300), preferred(800), preferred(600)]).toEqual(["fridericia", "bazett", "fridericia"]);
  });
});

describe("beats", () => {
  const beats = [1000, 1800, 2700].map(beatAt);

  it("take the RR interval that ends at the beat pointed at", () => {
    expect(rrBefore(beats, 2600)).toBe(900);
    expect(rrBefore(beats, 900)).toBeNull();
  });

  it("make a median that an outlier does not move, and align on the steepest place", () => {
    const values = beatsAt(1000, 1800, 2700, 4000, 5000);
    for (let index = 2000; index < 2010; index++) values[index] = 9999;
    const median = medianOf(group(values), [...beats, beatAt(4000), beatAt(5000)]);
    expect(Math.max(...(median?.leads[0]?.values ?? []))).toBe(1000);
    expect(Math.abs(fiducialOf(median!) - 400)).toBeLessThanOrEqual(10);
    expect(medianOf(group(values), [beatAt(1000)])).toBeNull();
  });
});

describe("snapping", () => {
  const lead = group(beatsAt(1000)).leads[0]!;
  it("goes to a peak that is near, and to a border before a peak", () => {
    expect(snapped(1006, [], lead, rateHz, 0)).toBe(1000);
    expect(snapped(1006, [{ ...beatAt(1000), qrsOnMs: 1012 }], lead, rateHz, 0)).toBe(1012);
  });
  it("leaves a time alone where nothing is near", () => {
    expect(snapped(3000, [beatAt(1000)], lead, rateHz, 0)).toBe(3000);
  });
});
