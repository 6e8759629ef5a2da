import OpenSeadragon from "openseadragon";
import type { RefObject, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Places } from "../platform/sharedView";
import { drawFocus, drawMarks, drawMissing, drawSketch, type Sketch } from "./drawing";
import type { FocusMap } from "./focusMap";
import type { View } from "./MiniMap";
import { composed, type PanePicture } from "./picture";
import { TileLoader } from "./tileLoader";
import { hubLevel, shownLevels, tileSource } from "./tileSource";
import type { SlideInfo, SlideLevel, SlideMark } from "./types";

/** Where a pane looks: what a twin beside it follows. */
export interface Look {
  /** Screen pixels per level-0 pixel. */
  readonly zoom: number;
  readonly view: View;
  /** Degrees the slide is turned clockwise. */
  readonly turn: number;
}

/** What others may ask of a pane. */
export interface PaneHandle {
  zoomBy(factor: number): void;
  zoomTo(zoom: number): void;
  home(): void;
  rotate(): void;
  move(x: number, y: number): void;
  go(x: number, y: number): void;
  follow(look: Look): void;
  turnTo(degrees: number): void;
  places(): Places;
  /** What is shown now with all that is drawn over it, as a PNG. */
  picture(): Promise<PanePicture>;
}

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
  readonly onReady: (handle: PaneHandle) => void;
  /** What is in view is in preview quality, or no longer is. */
  readonly onPreview?: (isPreview: boolean) => void;
  /** A tile did not come, although it should be there: the description may be old. */
  readonly onFailed?: () => void;
}

/** The stored tiles follow when the hand has stopped for so long. */
const restMs = 180;

/** One slide in one window: OpenSeadragon for the tiles, our own canvas over it for all that is drawn. */
export function SlidePane(props: SlidePaneProps): VNode {
  const { info, plane } = props;
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const viewer = useRef<OpenSeadragon.Viewer | null>(null);
  const redraw = useRef<() => void>(() => {});
  // While a slide arrives it is opened anew with more tiles; the eye stays where it was.
  const kept = useRef<{ readonly id: string; readonly bounds: OpenSeadragon.Rect; readonly degrees: number } | null>(null);

  useEffect(() => {
    if (stage.current === null) return;
    const levels = shownLevels(info);
    let resting: ReturnType<typeof setTimeout> | undefined;
    const inView = (level: number, x: number, y: number) => isInView(osd, info, level, x, y);
    const say = () => latest.current.onPreview?.(loader.isRough(inView));
    const loader = new TileLoader(info, plane, level => hubLevel(info, levels[level] as SlideLevel), () => {
      osd.forceRedraw();
      rested();
    });
    const rested = () => {
      clearTimeout(resting);
      resting = setTimeout(() => loader.rest(inView), restMs);
      say();
    };
    const osd = OpenSeadragon({
      element: stage.current,
      tileSources: tileSource(info, plane, loader) as unknown as OpenSeadragon.TileSourceOptions,
      drawer: "canvas",
      showNavigationControl: false,
      animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.4,
      springStiffness: 10,
      maxZoomPixelRatio: 4,
      visibilityRatio: 0.3,
      minZoomImageRatio: 0.7,
      // On a bad line tiles fail; they are asked for again, later each time.
      tileRetryMax: 6,
      tileRetryDelay: 1500,
      timeout: 60_000,
      imageLoaderLimit: 6,
      maxImageCacheCount: 400,
      crossOriginPolicy: false,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: false },
      gestureSettingsTouch: { dblClickToZoom: false },
      // Keys are the page's own.
      keyboardNavEnabled: false,
    } as unknown as OpenSeadragon.Options);
    viewer.current = osd;
    let frame = 0;
    const draw = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => paint(osd, canvas.current, latest.current));
    };
    redraw.current = draw;
    osd.addHandler("open", () => {
      if (kept.current?.id === info.id) {
        osd.viewport.setRotation(kept.current.degrees, true);
        osd.viewport.fitBounds(kept.current.bounds, true);
      }
      latest.current.onReady(handleOf(osd, info, canvas));
      latest.current.onLook(lookOf(osd, info));
      draw();
    });
    osd.addHandler("update-viewport", () => {
      latest.current.onLook(lookOf(osd, info));
      loader.move();
      rested();
      draw();
    });
    osd.addHandler("tile-unloaded", event => loader.forget(event.tile.level, event.tile.x, event.tile.y));
    osd.addHandler("tile-load-failed", () => latest.current.onFailed?.());
    osd.addHandler("resize", draw);
    osd.addHandler("canvas-click", event => {
      if (!latest.current.picking || !event.quick) return;
      event.preventDefaultAction = true;
      const at = osd.viewport.viewerElementToImageCoordinates(event.position);
      latest.current.onPick(at.x, at.y);
    });
    osd.addHandler("canvas-double-click", () => {
      if (latest.current.picking) latest.current.onPickEnd();
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(resting);
      if (osd.isOpen())
        kept.current = { id: info.id, bounds: osd.viewport.getBounds(true), degrees: osd.viewport.getRotation() };
      loader.end();
      viewer.current = null;
      osd.destroy();
    };
  }, [info.id, info.version, plane, info.receivedBytes]);

  useEffect(() => redraw.current(), [props.marks, props.sketch, props.focus]);

  return (
    <div class={props.picking ? "slide-pane picking" : "slide-pane"}>
      <div class="slide-stage" ref={stage} />
      <canvas class="slide-ink" ref={canvas} />
    </div>
  );
}

function lookOf(osd: OpenSeadragon.Viewer, info: SlideInfo): Look {
  const bounds = osd.viewport.getBounds(true);
  const image = osd.viewport.viewportToImageRectangle(bounds);
  return {
    zoom: osd.viewport.viewportToImageZoom(osd.viewport.getZoom(true)),
    view: {
      left: image.x / info.widthPx,
      top: image.y / info.heightPx,
      width: image.width / info.widthPx,
      height: image.height / info.heightPx,
    },
    turn: osd.viewport.getRotation(),
  };
}

/** A tile is in view when it is of the level that the screen shows now, and on the screen. */
function isInView(osd: OpenSeadragon.Viewer, info: SlideInfo, level: number, x: number, y: number): boolean {
  if (!osd.isOpen()) return false;
  const levels = shownLevels(info);
  const shape = levels[level];
  const { zoom, view } = lookOf(osd, info);
  const wanted = zoom * window.devicePixelRatio;
  const best = levels.findIndex(each => each.widthPx / info.widthPx >= wanted * 0.75);
  if (shape === undefined || level < (best < 0 ? levels.length - 1 : best)) return false;
  const [width, height] = [shape.tileWidthPx / shape.widthPx, shape.tileHeightPx / shape.heightPx];
  return x * width < view.left + view.width && (x + 1) * width > view.left
    && y * height < view.top + view.height && (y + 1) * height > view.top;
}

function handleOf(
  osd: OpenSeadragon.Viewer,
  info: SlideInfo,
  drawing: RefObject<HTMLCanvasElement | null>,
): PaneHandle {
  const at = (x: number, y: number) => osd.viewport.imageToViewportCoordinates(x * info.widthPx, y * info.heightPx);
  return {
    zoomBy: factor => {
      osd.viewport.zoomBy(factor);
      osd.viewport.applyConstraints();
    },
    zoomTo: zoom => {
      osd.viewport.zoomTo(osd.viewport.imageToViewportZoom(zoom));
      osd.viewport.applyConstraints();
    },
    home: () => osd.viewport.goHome(),
    rotate: () => osd.viewport.setRotation((osd.viewport.getRotation() + 90) % 360),
    move: (x, y) => {
      const bounds = osd.viewport.getBounds();
      osd.viewport.panBy(new OpenSeadragon.Point(x * bounds.width, y * bounds.height));
      osd.viewport.applyConstraints();
    },
    go: (x, y) => osd.viewport.panTo(at(x, y)),
    follow: look => {
      osd.viewport.zoomTo(osd.viewport.imageToViewportZoom(look.zoom), undefined, true);
      osd.viewport.panTo(at(look.view.left + look.view.width / 2, look.view.top + look.view.height / 2), true);
    },
    turnTo: degrees => osd.viewport.setRotation(degrees, true),
    // A place on a slide is a point of its largest level. The viewer may turn to another slide of the case, so it is named.
    places: () => ({
      area: () => osd.element.getBoundingClientRect(),
      fromWindow: (clientX, clientY) => {
        const box = osd.element.getBoundingClientRect();
        const point = osd.viewport.viewerElementToImageCoordinates(new OpenSeadragon.Point(clientX - box.left, clientY - box.top));
        return { on: info.id, x: point.x, y: point.y };
      },
      toWindow: ({ on, x, y }) => {
        if (on !== info.id) return null;
        const box = osd.element.getBoundingClientRect();
        const point = osd.viewport.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
        return { x: point.x + box.left, y: point.y + box.top };
      },
    }),
    picture: () => {
      const tiles = osd.drawer.canvas as HTMLCanvasElement;
      return composed([tiles, drawing.current], osd.element.clientWidth, osd.element.clientHeight, lookOf(osd, info).zoom);
    },
  };
}

function paint(osd: OpenSeadragon.Viewer, canvas: HTMLCanvasElement | null, props: SlidePaneProps): void {
  const context = canvas?.getContext("2d");
  if (!canvas || !context || !osd.isOpen()) return;
  const ratio = window.devicePixelRatio;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const toScreen = (x: number, y: number) => osd.viewport.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
  if (props.focus) drawFocus(context, props.info, props.focus, toScreen);
  if (!props.info.complete) drawMissing(context, props.info, lookOf(osd, props.info).zoom, toScreen);
  drawMarks(context, props.info, props.marks, toScreen);
  if (props.sketch !== null) drawSketch(context, props.info, props.sketch, toScreen);
}
