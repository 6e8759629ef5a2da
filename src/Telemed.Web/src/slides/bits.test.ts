import { expect, it } from "vitest";
import { TileBits } from "./bits";

it("reads bits row by row, lowest first", () => {
  // Bytes 0b00000101, 0b00000010: tiles 0, 2 and 9 of five columns.
  const bits = new TileBits(btoa(String.fromCharCode(5, 2)), 5);
  expect([bits.has(0, 0), bits.has(1, 0), bits.has(2, 0), bits.has(4, 1), bits.has(0, 1)]).toEqual([true, false, true, true, false]);
});
