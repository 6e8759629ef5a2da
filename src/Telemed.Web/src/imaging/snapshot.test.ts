import { expect, test } from "vitest";
import { snapshotSize } from "./snapshot";

test("a large window becomes a picture of at most 1280 pixels with the same sides to each other", () => {
  expect(snapshotSize(2560, 1440)).toEqual({ widthPx: 1280, heightPx: 720 });
  expect(snapshotSize(500, 400)).toEqual({ widthPx: 500, heightPx: 400 });
  expect(snapshotSize(0, 0)).toEqual({ widthPx: 1, heightPx: 1 });
});
