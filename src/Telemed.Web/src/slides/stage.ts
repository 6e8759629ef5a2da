import OpenSeadragon from "openseadragon";

/** What a stage asks of its viewer, and tells it. */
export interface StageEvents {
  /** A tool is chosen: clicks give points instead of moving the picture. */
  readonly isPicking: () => boolean;
  /** A point, in pixels of the picture at its full size. */
  readonly onPick: (x: number, y: number) => void;
  readonly onPickEnd: () => void;
  /** What is seen has changed: the drawing over it is made anew, at most once a frame. */
  readonly onDraw: () => void;
  /** The picture did not come. */
  readonly onOpenFailed?: () => void;
}

/** Moves the picture as a hand would. */
export interface StageHand {
  zoomBy(factor: number): void;
  /** @param zoom Screen pixels per pixel of the picture. */
  zoomTo(zoom: number): void;
  home(): void;
  rotate(): void;
  /** @param x Shares of what is seen. */
  move(x: number, y: number): void;
  /** The middle of what is seen, in pixels of the picture: where a point is set without a mouse. */
  middle(): { readonly x: number; readonly y: number };
}

export interface Stage {
  readonly osd: OpenSeadragon.Viewer;
  readonly hand: StageHand;
  readonly draw: () => void;
  readonly end: () => void;
}

/** A picture in OpenSeadragon the way slides and photos have it: keys and buttons are the page's own, clicks give points. */
export function openStage(element: HTMLElement, tileSources: unknown, options: object, events: StageEvents): Stage {
  const osd = OpenSeadragon({
    element,
    tileSources,
    drawer: "canvas",
    showNavigationControl: false,
    animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.4,
    crossOriginPolicy: false,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: false },
    gestureSettingsTouch: { dblClickToZoom: false },
    keyboardNavEnabled: false,
    ...options,
  } as unknown as OpenSeadragon.Options);
  // Its own words on a picture that does not come are English and give no way on.
  osd.removeAllHandlers("open-failed");
  osd.addHandler("open-failed", () => events.onOpenFailed?.());
  let frame = 0;
  const draw = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (osd.isOpen()) events.onDraw();
    });
  };
  for (const event of ["open", "update-viewport", "resize"] as const) osd.addHandler(event, draw);
  osd.addHandler("canvas-click", event => {
    if (!events.isPicking() || !event.quick) return;
    event.preventDefaultAction = true;
    const at = osd.viewport.viewerElementToImageCoordinates(event.position);
    events.onPick(at.x, at.y);
  });
  osd.addHandler("canvas-double-click", () => {
    if (events.isPicking()) events.onPickEnd();
  });
  return {
    osd,
    hand: handOf(osd),
    draw,
    end: () => {
      cancelAnimationFrame(frame);
      osd.destroy();
    },
  };
}

function handOf({ viewport }: OpenSeadragon.Viewer): StageHand {
  return {
    zoomBy: factor => void viewport.zoomBy(factor).applyConstraints(),
    zoomTo: zoom => void viewport.zoomTo(viewport.imageToViewportZoom(zoom)).applyConstraints(),
    home: () => void viewport.goHome(),
    rotate: () => void viewport.setRotation((viewport.getRotation() + 90) % 360),
    move: (x, y) => {
      const bounds = viewport.getBounds();
      viewport.panBy(new OpenSeadragon.Point(x * bounds.width, y * bounds.height)).applyConstraints();
    },
    // Where the view is going: a point set while it still glides is meant to be there.
    middle: () => viewport.viewportToImageCoordinates(viewport.getCenter(false)),
  };
}

/** The drawing's canvas, as large as its place in pixels of the screen, empty and counted in those of the page. */
export function cleared(canvas: HTMLCanvasElement | null): CanvasRenderingContext2D | null {
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return null;
  const ratio = window.devicePixelRatio;
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  return context;
}

export const toScreenOf = (osd: OpenSeadragon.Viewer) => (x: number, y: number): OpenSeadragon.Point =>
  osd.viewport.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
