/** A view as a picture, and how much of the slide one of its pixels covers. */
export interface PanePicture {
  readonly png: Blob;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Level-0 pixels per pixel of the picture. */
  readonly sourcePxPerPx: number;
}

/** Enough for half a page of paper; more bytes would only cost the sender's line. */
const longSideLimitPx = 1_280;

/** The size of a picture of a window, and its level-0 pixels a pixel. Zoom is screen pixels per level-0 pixel. */
export function pictureSize(
  windowWidthPx: number,
  windowHeightPx: number,
  devicePixelRatio: number,
  zoom: number,
): Omit<PanePicture, "png"> {
  const shrink = Math.min(devicePixelRatio, longSideLimitPx / Math.max(windowWidthPx, windowHeightPx));
  const widthPx = Math.max(1, Math.round(windowWidthPx * shrink));
  const heightPx = Math.max(1, Math.round(windowHeightPx * shrink));
  return { widthPx, heightPx, sourcePxPerPx: windowWidthPx / widthPx / zoom };
}

/** Lays canvases of one window over each other. */
export async function composed(
  layers: readonly (HTMLCanvasElement | null)[],
  windowWidthPx: number,
  windowHeightPx: number,
  zoom: number,
): Promise<PanePicture> {
  const size = pictureSize(windowWidthPx, windowHeightPx, window.devicePixelRatio, zoom);
  const canvas = document.createElement("canvas");
  canvas.width = size.widthPx;
  canvas.height = size.heightPx;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser gives no canvas to draw on.");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, size.widthPx, size.heightPx);
  for (const layer of layers) if (layer !== null) context.drawImage(layer, 0, 0, size.widthPx, size.heightPx);
  const png = await new Promise<Blob | null>(done => canvas.toBlob(done, "image/png"));
  if (png === null) throw new Error("The picture could not be made.");
  return { png, ...size };
}
