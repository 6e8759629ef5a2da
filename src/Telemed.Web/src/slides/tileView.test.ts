import { afterAll, expect, it, vi } from "vitest";
import { leastPixelShare, tileView } from "./tileView";
import type { SlideInfo } from "./types";

vi.stubGlobal("window", { devicePixelRatio: 1 });
afterAll(() => vi.unstubAllGlobals());

const level = (widthPx: number) => ({
  widthPx, heightPx: widthPx, tileWidthPx: 256, tileHeightPx: 256, columns: Math.ceil(widthPx / 256),
  rows: Math.ceil(widthPx / 256), shown: true, blank: null, here: null,
});
const slide = (...widths: number[]) =>
  ({ widthPx: widths[0], heightPx: widths[0], levels: widths.map(level) }) as unknown as SlideInfo;

/** A screen of 1,024 pixels that shows a square of the slide, given as shares. */
const screen = (info: SlideInfo, left: number, top: number, share: number) => {
  const rect = { x: left * info.widthPx, y: top * info.widthPx, width: share * info.widthPx, height: share * info.widthPx };
  const viewport = {
    getBounds: () => ({}), viewportToImageRectangle: () => rect, getZoom: () => 1, getRotation: () => 0,
    viewportToImageZoom: () => 1024 / rect.width,
  };
  return tileView(() => ({ isOpen: () => true, viewport }) as never, info);
};

it("sees the tiles of the level that fits the screen, and only those on it", () => {
  const info = slide(8192, 4096, 2048, 1024);
  const view = screen(info, 0, 0, 0.5);
  expect([view.isVisible(1, 0, 0), view.isVisible(1, 3, 3), view.isVisible(1, 4, 0)]).toEqual([true, true, false]);
  expect([view.isVisible(0, 0, 0), view.isWanted(0, 0, 0)]).toEqual([false, true]);
});

it("wants no tile that is finer than the screen, nor one that was left", () => {
  const view = screen(slide(8192, 4096, 2048, 1024), 0.5, 0.5, 0.5);
  expect([view.isWanted(3, 31, 31), view.isWanted(1, 7, 7), view.isWanted(1, 0, 0)]).toEqual([false, true, false]);
});

it("fetches at most one and a half pixels across for each of the screen's where levels halve", () => {
  expect(leastPixelShare(slide(8192, 4096, 2048))).toBeCloseTo(1 / 1.5);
  // A slide with steps of four would be shown blurred with the same limit.
  expect(leastPixelShare(slide(8192, 2048, 512))).toBeCloseTo(1 / 3);
  expect(leastPixelShare(slide(8192))).toBe(1);
});
