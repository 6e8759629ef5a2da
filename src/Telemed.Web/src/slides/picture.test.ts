import { expect, test } from "vitest";
import { pictureSize } from "./picture";

test("a small window is taken in device pixels, and its scale follows", () => {
  // 500 screen pixels at zoom 0.5 show 1000 pixels of the slide, on 1000 pixels of the picture.
  expect(pictureSize(500, 400, 2, 0.5)).toEqual({ widthPx: 1000, heightPx: 800, sourcePxPerPx: 1 });
});

test("a large window is made smaller, and a pixel covers more of the slide", () => {
  // 2560 screen pixels at zoom 1 show 2560 pixels of the slide, on 1280 pixels of the picture.
  expect(pictureSize(2560, 1440, 1, 1)).toEqual({ widthPx: 1280, heightPx: 720, sourcePxPerPx: 2 });
});
