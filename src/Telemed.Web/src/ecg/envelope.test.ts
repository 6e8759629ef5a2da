import { describe, expect, it } from "vitest";
import { envelope } from "./envelope";

const identity = (value: number) => value;
const heights = (lines: readonly Float32Array[]) =>
  lines.flatMap(line => [...line].filter((_, index) => index % 2 === 1));

describe("the line of a lead", () => {
  it("never skips a spike of one sample, wherever it falls", () => {
    for (let at = 0; at < 100; at++) {
      const values = new Float32Array(100);
      values[at] = 1500;
      expect(Math.max(...heights(envelope(values, 0, 100, 0, 0.13, identity, 1)))).toBe(1500);
    }
  });

  it("draws every sample when they are wider than pixels", () => {
    const lines = envelope(Float32Array.of(1, 2, 3), 0, 3, 10, 2, identity, 1);
    expect(lines.map(line => [...line])).toEqual([[10, 1, 12, 2, 14, 3]]);
  });

  it("breaks where nothing was recorded", () => {
    const lines = envelope(Float32Array.of(1, 1, Number.NaN, 2, 2), 0, 5, 0, 1, identity, 1);
    expect(lines).toHaveLength(2);
  });
});
