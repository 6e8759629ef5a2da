import { expect, it } from "vitest";
import { LineSpeed } from "./lineSpeed";

// 4 and 7 Mbit/s.
const bounds = { slowBytesPerMs: 500, fastBytesPerMs: 875 };

const arrivals = (bytesPerMs: number, count: number, at = 0) =>
  Array.from({ length: count }, (_, index) => ({
    fromMs: at + index * 100,
    toMs: at + index * 100 + 100,
    bytes: bytesPerMs * 100,
  }));

it("calls a line of 2 Mbit/s slow and one of 20 fast", () => {
  const line = new LineSpeed(false, bounds);
  for (const each of arrivals(250, 10)) line.note(each);
  expect([line.isSlow, Math.round(line.bytesPerMs() ?? 0)]).toEqual([true, 250]);
  for (const each of arrivals(2500, 60, 30_000)) line.note(each);
  expect(line.isSlow).toBe(false);
});

it("counts the time of answers that overlap once", () => {
  const line = new LineSpeed(false, bounds);
  for (let each = 0; each < 6; each++) line.note({ fromMs: 0, toMs: 1000, bytes: 200_000 });
  expect(line.bytesPerMs()).toBe(1200);
});

it("decides nothing on a few bytes", () => {
  const line = new LineSpeed(true, bounds);
  line.note({ fromMs: 0, toMs: 1, bytes: 5000 });
  expect([line.isSlow, line.bytesPerMs()]).toEqual([true, null]);
});
