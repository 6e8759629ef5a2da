import OpenSeadragon from "openseadragon";
import type { RefObject } from "preact";
import type { Places } from "../platform/sharedView";
import { lookOf, type Look } from "./look";
import { composed, type PanePicture } from "./picture";
import type { Stage, StageHand } from "./stage";
import type { SlideInfo } from "./types";

/** What others may ask of a pane. */
export interface PaneHandle extends StageHand {
  go(x: number, y: number): void;
  follow(look: Look): void;
  turnTo(degrees: number): void;
  places(): Places;
  /** What is shown now with all that is drawn over it, as a PNG. */
  picture(): Promise<PanePicture>;
}

export function handleOf({ osd, hand }: Stage, info: SlideInfo, drawing: RefObject<HTMLCanvasElement | null>): PaneHandle {
  const at = (x: number, y: number) => osd.viewport.imageToViewportCoordinates(x * info.widthPx, y * info.heightPx);
  return {
    ...hand,
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
