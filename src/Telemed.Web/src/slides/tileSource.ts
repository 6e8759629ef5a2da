import type OpenSeadragon from "openseadragon";
import { TileBits } from "./bits";
import type { TileJob, TileLoader } from "./tileLoader";
import type { SlideInfo, SlideLevel } from "./types";

interface Bits {
  readonly blank: TileBits | null;
  readonly here: TileBits | null;
}

/** The stored levels that can be shown, smallest first, as OpenSeadragon counts them. */
export function shownLevels(info: SlideInfo): readonly SlideLevel[] {
  return info.levels.filter(level => level.shown).toReversed();
}

/** Place of a level in the hub's list, which begins with the largest. */
export function hubLevel(info: SlideInfo, level: SlideLevel): number {
  return info.levels.indexOf(level);
}

/** Where the hub serves a tile; the version keeps what a browser stored apart from levels that were added later. */
export function tileAddress(info: Pick<SlideInfo, "id" | "version">, level: number, x: number, y: number, plane: number): string {
  return `/slides/${info.id}/tiles/${level}/${x}_${y}?v=${info.version}${plane > 0 ? `&plane=${plane}` : ""}`;
}

/**
 * Tells OpenSeadragon about the slide's own levels, whatever their steps are. Blank tiles and tiles that have not
 * arrived are never asked for.
 */
export function tileSource(
  info: SlideInfo,
  plane: number,
  loader: TileLoader | null = null,
): OpenSeadragon.TileSourceOptions {
  const levels = shownLevels(info);
  const bits = new Map<SlideLevel, Bits>(levels.map(level => [level, {
    blank: level.blank === null ? null : new TileBits(level.blank, level.columns),
    here: level.here === null ? null : new TileBits(level.here, level.columns),
  }]));
  const at = (level: number): SlideLevel => levels[level] as SlideLevel;
  const source = {
    width: info.widthPx,
    height: info.heightPx,
    tileOverlap: 0,
    minLevel: 0,
    maxLevel: Math.max(0, levels.length - 1),
    getLevelScale: (level: number) => at(level).widthPx / info.widthPx,
    getTileWidth: (level: number) => at(level).tileWidthPx,
    getTileHeight: (level: number) => at(level).tileHeightPx,
    getTileUrl: (level: number, x: number, y: number) =>
      tileAddress(info, hubLevel(info, at(level)), x, y, plane),
    tileExists: (level: number, x: number, y: number) => {
      const shape = levels[level];
      if (shape === undefined || x < 0 || y < 0 || x >= shape.columns || y >= shape.rows) return false;
      const known = bits.get(shape);
      return !(known?.blank?.has(x, y) ?? false) && (known?.here?.has(x, y) ?? true);
    },
  };
  if (loader !== null)
    Object.assign(source, {
      downloadTileStart: (job: TileJob) => loader.start(job),
      downloadTileAbort: (job: TileJob) => loader.abort(job),
    });
  return source as unknown as OpenSeadragon.TileSourceOptions;
}
