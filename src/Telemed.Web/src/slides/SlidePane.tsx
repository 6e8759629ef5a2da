import type OpenSeadragon from "openseadragon";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { connection } from "../platform/connection";
import { useStore } from "../platform/store";
import { drawFocus, drawMarks, drawMissing, drawSketch, type Sketch } from "./drawing";
import type { FocusMap } from "./focusMap";
import { lookOf, type Look } from "./look";
import { handleOf, type PaneHandle } from "./paneHandle";
import { cleared, openStage, toScreenOf, type Stage } from "./stage";
import { TileLoader } from "./tileLoader";
import { hubLevel, shownLevels, tileSource } from "./tileSource";
import { leastPixelShare, tileView } from "./tileView";
import type { SlideInfo, SlideLevel, SlideMark } from "./types";

/** What of a view is there. */
export interface Shown {
  /** Every tile of the view is drawn, be it as a preview. */
  readonly isWhole: boolean;
  /** Some of it in preview quality. */
  readonly isPreview: boolean;
  /** Some of it has not come, though it is at the hub: a coarser level stands in its place. */
  readonly isLacking: boolean;
}

export const nothingShown: Shown = { isWhole: false, isPreview: false, isLacking: false };

interface SlidePaneProps {
  readonly info: SlideInfo;
  readonly plane: number;
  readonly marks: readonly SlideMark[];
  readonly sketch: Sketch | null;
  /** Laid over the slide when the person wants to see it. */
  readonly focus?: FocusMap | null;
  /** A tool is chosen: clicks give points instead of moving the slide. */
  readonly picking: boolean;
  readonly onLook: (look: Look) => void;
  readonly onPick: (x: number, y: number) => void;
  readonly onPickEnd: () => void;
  /** Null when it closes: nothing may be asked of a pane that is gone. */
  readonly onReady: (handle: PaneHandle | null) => void;
  readonly onShown?: (shown: Shown) => void;
  /** A tile did not come, although it should be there: the description may be old. */
  readonly onFailed?: () => void;
}

/** The stored tiles follow when the hand has stopped for so long. */
const restMs = 180;
/** All that a view lacks may be asked for in one frame; how many are on their way at once the loader says. */
const tilesAFrame = 96;
/** The loader itself asks again for what does not come; the viewer would give a tile up for good. */
const giveUpMs = 86_400_000;

/** One slide in one window: OpenSeadragon for the tiles, our own canvas over it for all that is drawn. */
export function SlidePane(props: SlidePaneProps): VNode {
  const { info, plane } = props;
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const redraw = useRef<() => void>(() => {});
  const retry = useRef<() => void>(() => {});
  const hasLine = useStore(connection) !== "offline";
  useEffect(() => {
    if (hasLine) retry.current();
  }, [hasLine]);
  const [isWhole, setIsWhole] = useState(false);
  // While a slide arrives it is opened anew with more tiles; the eye stays where it was.
  const kept = useRef<{ readonly id: string; readonly bounds: OpenSeadragon.Rect; readonly degrees: number } | null>(null);

  useEffect(() => {
    if (element.current === null) return;
    const levels = shownLevels(info);
    let resting: ReturnType<typeof setTimeout> | undefined;
    let shown = nothingShown;
    const tell = (next: Shown) => {
      if (next.isWhole === shown.isWhole && next.isPreview === shown.isPreview && next.isLacking === shown.isLacking) return;
      shown = next;
      setIsWhole(next.isWhole);
      latest.current.onShown?.(next);
    };
    const look = () => {
      const isLacking = info.complete && loader.isLacking();
      tell({ isWhole: !isLacking && (osd.world.getItemAt(0)?.getFullyLoaded() ?? false), isPreview: loader.isRough(), isLacking });
    };
    const rested = () => {
      clearTimeout(resting);
      resting = setTimeout(() => loader.rest(), restMs);
      look();
    };
    const loader = new TileLoader(info, plane, level => hubLevel(info, levels[level] as SlideLevel), tileView(() => osd, info), {
      onChange: () => {
        osd.forceRedraw();
        rested();
      },
      onFailed: () => {
        look();
        latest.current.onFailed?.();
      },
    });
    retry.current = () => loader.retry();
    const stage: Stage = openStage(element.current, tileSource(info, plane, loader), {
      springStiffness: 10,
      maxZoomPixelRatio: 4,
      minPixelRatio: leastPixelShare(info),
      visibilityRatio: 0.3,
      minZoomImageRatio: 0.7,
      maxTilesPerFrame: tilesAFrame,
      tileRetryMax: 0,
      timeout: giveUpMs,
      maxImageCacheCount: 400,
    }, {
      isPicking: () => latest.current.picking,
      onPick: (x, y) => latest.current.onPick(x, y),
      onPickEnd: () => latest.current.onPickEnd(),
      onDraw: () => paint(osd, canvas.current, latest.current),
    });
    const { osd } = stage;
    redraw.current = stage.draw;
    // On a slow line a view asks for all its tiles at once, on a fast one for as many as travel side by side.
    Object.defineProperty((osd as unknown as { imageLoader: object }).imageLoader, "jobLimit", { get: () => loader.jobsAtOnce });
    osd.addHandler("open", () => {
      if (kept.current?.id === info.id) {
        osd.viewport.setRotation(kept.current.degrees, true);
        osd.viewport.fitBounds(kept.current.bounds, true);
      }
      osd.world.getItemAt(0).addHandler("fully-loaded-change", look);
      latest.current.onReady(handleOf(stage, info, canvas));
      latest.current.onLook(lookOf(osd, info));
    });
    let last = "";
    osd.addHandler("update-viewport", () => {
      // It is told of every drawing anew, also of one that only a better tile asked for.
      const next = lookOf(osd, info);
      const now = [next.zoom, next.turn, ...Object.values(next.view)].join();
      if (now === last) return;
      last = now;
      latest.current.onLook(next);
      loader.move();
      rested();
    });
    osd.addHandler("tile-unloaded", event => loader.forget(event.tile.level, event.tile.x, event.tile.y));
    return () => {
      clearTimeout(resting);
      if (osd.isOpen())
        kept.current = { id: info.id, bounds: osd.viewport.getBounds(true), degrees: osd.viewport.getRotation() };
      loader.end();
      retry.current = () => {};
      tell(nothingShown);
      latest.current.onReady(null);
      stage.end();
    };
  }, [info.id, info.version, plane, info.receivedBytes]);

  useEffect(() => redraw.current(), [props.marks, props.sketch, props.focus]);

  return (
    <div class={props.picking ? "slide-pane picking" : "slide-pane"} aria-busy={!isWhole}>
      <div class="slide-stage" ref={element} />
      <canvas class="slide-ink" ref={canvas} />
    </div>
  );
}

function paint(osd: OpenSeadragon.Viewer, canvas: HTMLCanvasElement | null, props: SlidePaneProps): void {
  const context = cleared(canvas);
  if (context === null) return;
  const toScreen = toScreenOf(osd);
  if (props.focus) drawFocus(context, props.info, props.focus, toScreen);
  if (!props.info.complete) drawMissing(context, props.info, lookOf(osd, props.info).zoom, toScreen);
  drawMarks(context, props.info, props.marks, toScreen);
  if (props.sketch !== null) drawSketch(context, props.info, props.sketch, toScreen);
}
