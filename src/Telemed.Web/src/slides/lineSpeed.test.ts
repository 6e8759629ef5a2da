import { expect, it } from "vitest";
import { LineSpeed, startsSlow } from "./lineSpeed";

const arrivals = (bytesPerMs: number, count: number, at = 0) =>
  Array.from({ length: count }, (_, index) => ({
    fromMs: at + index * 100,
    toMs: at + index * 100 + 100,
    bytes: bytesPerMs * 100,
  }));

it("calls a line of 2 Mbit/s slow and one of 20 fast", () => {
  const line = new LineSpeed(false);
  for (const each of arrivals(250, 10)) line.note(each);
  expect([line.isSlow, Math.round(line.bytesPerMs() ?? 0)]).toEqual([true, 250]);
  for (const each of arrivals(2500, 60, 30_000)) line.note(each);
  expect(line.isSlow).toBe(false);
});

it("counts the time of answers that overlap once", () => {
  const line = new LineSpeed(false);
  for (let each = 0; each < 6; each++) line.note({ fromMs: 0, toMs: 1000, bytes: 200_000 });
  expect(line.bytesPerMs()).toBe(1200);
});

it("decides nothing on a few bytes", () => {
  const line = new LineSpeed(true);
  line.note({ fromMs: 0, toMs: 1, bytes: 5000 });
  expect([line.isSlow, line.bytesPerMs()]).toEqual([true, null]);
});

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
