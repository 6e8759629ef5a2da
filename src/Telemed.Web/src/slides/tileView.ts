import type OpenSeadragon from "openseadragon";
import { lookOf } from "./look";
import { shownLevels } from "./tileSource";
import type { SlideInfo } from "./types";

/** Which tiles the screen asks for now. */
export interface TileView {
  /** On the screen, and of the level that it shows. */
  isVisible(level: number, x: number, y: number): boolean;
  /** On the screen, and not finer than what it shows: worth its bytes. */
  isWanted(level: number, x: number, y: number): boolean;
}

/** A level is fine enough for the screen when it has so many pixels for each of the screen's. */
const fineEnough = 0.75;
/** The viewer may take the level after that one. */
const finestWanted = 2.1;

export function tileView(viewer: () => OpenSeadragon.Viewer, info: SlideInfo): TileView {
  const levels = shownLevels(info);
  const scaleOf = (level: number) => (levels[level]?.widthPx ?? 0) / info.widthPx;
  const onScreen = (level: number, x: number, y: number, osd: OpenSeadragon.Viewer): boolean => {
    const shape = levels[level];
    if (shape === undefined) return false;
    const { view } = lookOf(osd, info);
    const [width, height] = [shape.tileWidthPx / shape.widthPx, shape.tileHeightPx / shape.heightPx];
    return x * width < view.left + view.width && (x + 1) * width > view.left
      && y * height < view.top + view.height && (y + 1) * height > view.top;
  };
  const wantedScale = (osd: OpenSeadragon.Viewer) => lookOf(osd, info).zoom * window.devicePixelRatio;
  return {
    isVisible: (level, x, y) => {
      const osd = viewer();
      if (!osd.isOpen()) return false;
      const least = wantedScale(osd) * fineEnough;
      const best = levels.findIndex((_, each) => scaleOf(each) >= least);
      return level >= (best < 0 ? levels.length - 1 : best) && onScreen(level, x, y, osd);
    },
    isWanted: (level, x, y) => {
      const osd = viewer();
      return osd.isOpen() && scaleOf(level) <= wantedScale(osd) * finestWanted && onScreen(level, x, y, osd);
    },
  };
}

/**
 * The viewer takes the finest level of which a pixel covers at least this much of the screen's. With steps of two its
 * own limit of a half would fetch four pixels for each that is seen; with larger steps less must do, or it would blur.
 */
export function leastPixelShare(info: SlideInfo): number {
  const widths = shownLevels(info).map(level => level.widthPx);
  const step = Math.max(1, ...widths.slice(1).map((width, index) => width / (widths[index] ?? width)));
  return Math.min(1, 1 / (fineEnough * step));
}
