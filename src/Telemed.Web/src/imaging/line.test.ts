import { describe, expect, it } from "vitest";
import { isSlow, rateOf } from "./line";

describe("the line", () => {
  it("is judged by what came over it, not by short answers or the browser's own store", () => {
    // 250,000 bytes in a second are 2 Mbit/s.
    expect(rateOf({ transferSize: 250_000, responseStart: 100, responseEnd: 1_100 })).toBe(2_000);
    expect(rateOf({ transferSize: 300, responseStart: 100, responseEnd: 101 })).toBeNull();
    expect(rateOf({ transferSize: 250_000, responseStart: 0, responseEnd: 1_100 })).toBeNull();
  });

  it("is slow below 30 Mbit/s by the middle of the latest rates", () => {
    expect(isSlow([2_000, 2_100, 90_000])).toBe(true);
    expect(isSlow([90_000, 2_000, 80_000])).toBe(false);
    expect(isSlow([...Array<number>(20).fill(2_000), ...Array<number>(8).fill(100_000)])).toBe(false);
  });

  it("is taken for slow until something has come", () => {
    expect(isSlow([])).toBe(true);
  });
});
