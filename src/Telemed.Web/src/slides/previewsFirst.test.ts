import { expect, it } from "vitest";
import { startsSlow } from "./previewsFirst";

const answer = (waitMs: number, transferSize = 900) =>
  ({ requestStart: 50, responseStart: 50 + waitMs, responseEnd: 60 + waitMs, transferSize });

it("starts with previews where answers are long in coming", () => {
  expect(startsSlow(undefined, [answer(160), answer(155), answer(4), answer(170)])).toBe(true);
  expect(startsSlow({ downlink: 10 }, [answer(6), answer(9), answer(400)])).toBe(false);
});

it("does not judge the line by what the browser had already, nor without any answer", () => {
  expect(startsSlow(undefined, [answer(300, 0), answer(5)])).toBe(false);
  expect(startsSlow(undefined, [])).toBe(false);
});

it("starts with previews where the browser states a slow line or a wish to save", () => {
  expect(startsSlow({ downlink: 1.5 }, [])).toBe(true);
  expect(startsSlow({ saveData: true, downlink: 10 }, [])).toBe(true);
});
