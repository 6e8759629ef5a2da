import { expect, test } from "vitest";
import { sharpness } from "./sharpness";

const picture = (size: number, value: (x: number, y: number) => number) =>
  Uint8Array.from({ length: size * size }, (_, index) => value(index % size, Math.floor(index / size)));

test("an_even_picture_and_a_slow_ramp_have_no_edges", () => {
  expect(
    sharpness(
      picture(8, () => 90),
      8,
      8,
    ),
  ).toBe(0);
  expect(
    sharpness(
      picture(8, x => x * 10),
      8,
      8,
    ),
  ).toBe(0);
});

test("one_bright_pixel_gives_the_variance_worked_by_hand", () => {
  // 5 x 5 with 100 in the middle: of the 9 inner pixels the middle has -400, its four neighbours 100, four have 0.
  // Mean 0; mean of squares (160000 + 4 * 10000) / 9.
  const dot = picture(5, (x, y) => (x === 2 && y === 2 ? 100 : 0));
  expect(sharpness(dot, 5, 5)).toBeCloseTo(200_000 / 9, 6);
});

test("the_same_edge_smeared_over_four_pixels_is_less_sharp", () => {
  const sharp = picture(16, x => (x < 8 ? 0 : 200));
  const smeared = picture(16, x => Math.min(200, Math.max(0, (x - 5) * 50)));
  expect(sharpness(smeared, 16, 16)).toBeLessThan(sharpness(sharp, 16, 16) / 4);
});
