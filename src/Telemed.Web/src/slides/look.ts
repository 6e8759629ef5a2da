import type OpenSeadragon from "openseadragon";
import type { View } from "./MiniMap";
import type { SlideInfo } from "./types";

/** Where a pane looks: what a twin beside it follows. */
export interface Look {
  /** Screen pixels per level-0 pixel. */
  readonly zoom: number;
  readonly view: View;
  /** Degrees the slide is turned clockwise. */
  readonly turn: number;
}

export function lookOf(osd: OpenSeadragon.Viewer, info: SlideInfo): Look {
  const image = osd.viewport.viewportToImageRectangle(osd.viewport.getBounds(true));
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
