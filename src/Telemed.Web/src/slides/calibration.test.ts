import { expect, test } from "vitest";
import { requestOf, untyped } from "./calibration";

const marked = [10, 20, 410, 20];

test("a marked length is told in micrometres, whatever unit it was typed in", () => {
  expect(requestOf({ ...untyped, length: "1", unit: "mm" }, marked)).toEqual({ method: "length", lengthUm: 1000, points: marked });
  expect(requestOf({ ...untyped, length: "0,5", unit: "mm" }, marked)).toMatchObject({ lengthUm: 500 });
});

test("without the marked ends or a number nothing is told", () => {
  expect(requestOf({ ...untyped, length: "100" }, null)).toBeNull();
  expect(requestOf({ ...untyped, length: "ten" }, marked)).toBeNull();
  expect(requestOf({ ...untyped, method: "field", objective: "40" }, marked)).toBeNull();
  expect(requestOf({ ...untyped, method: "camera", objective: "40" }, null)).toBeNull();
});

test("a camera needs no mark", () => {
  expect(requestOf({ ...untyped, method: "camera", objective: "40", pixelUm: "3.45", adapter: "0.5", sensorPx: "2448" }, null)).toEqual({
    method: "camera", objective: 40, pixelUm: 3.45, adapter: 0.5, sensorPx: 2448,
  });
});
