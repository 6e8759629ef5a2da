import { describe, expect, it } from "vitest";
import { filtered, nextPreset, original, type DisplayFilters } from "./filters";

const rateHz = 500;
const sine = (hz: number, seconds = 10): Float32Array =>
  Float32Array.from({ length: rateHz * seconds }, (_, index) => 1000 * Math.sin((2 * Math.PI * hz * index) / rateHz));
const amplitude = (values: Float32Array): number => Math.max(...values.slice(rateHz * 3, rateHz * 7));
const only = (part: Partial<DisplayFilters>): DisplayFilters => ({ ...original, ...part });

describe("display filters", () => {
  it("leave the original untouched, sample for sample", () => {
    const values = sine(7);
    expect(filtered(values, rateHz, original)).toBe(values);
  });

  it("halve the amplitude at the cut-off: twice 3 dB, since they run both ways", () => {
    expect(amplitude(filtered(sine(40), rateHz, only({ lowPassHz: 40 })))).toBeCloseTo(500, -1.5);
    expect(amplitude(filtered(sine(0.5, 20), rateHz, only({ highPassHz: 0.5 })))).toBeCloseTo(500, -1.8);
  });

  it("take mains hum away and keep what lies beside it", () => {
    expect(amplitude(filtered(sine(50), rateHz, only({ notchHz: 50 })))).toBeLessThan(20);
    expect(amplitude(filtered(sine(30), rateHz, only({ notchHz: 50 })))).toBeGreaterThan(950);
  });

  it("move no peak in time", () => {
    const values = new Float32Array(5000).map((_, index) => 1000 * Math.exp(-(((index - 2500) / 12) ** 2)));
    const after = filtered(values, rateHz, { highPassHz: 0.5, lowPassHz: 40, notchHz: 50 });
    expect(after.indexOf(Math.max(...after))).toBe(2500);
  });

  it("keep a constant offset at a low-pass and remove it at a high-pass, from the first sample on", () => {
    const flat = new Float32Array(2000).fill(300);
    expect(filtered(flat, rateHz, only({ lowPassHz: 40 }))[0]).toBeCloseTo(300, 3);
    expect(filtered(flat, rateHz, only({ highPassHz: 0.5 }))[0]).toBeCloseTo(0, 3);
  });

  it("keep gaps", () => {
    const values = sine(5);
    values.fill(Number.NaN, 100, 200);
    const after = filtered(values, rateHz, only({ lowPassHz: 40 }));
    expect(after[150]).toBeNaN();
    expect(after[250]).not.toBeNaN();
  });

  it("go round with one key and keep the notch", () => {
    expect(nextPreset(only({ notchHz: 50 }))).toEqual({ highPassHz: 0.05, lowPassHz: 150, notchHz: 50 });
  });
});
