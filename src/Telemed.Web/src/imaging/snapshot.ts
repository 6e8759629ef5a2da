const longSideLimitPx = 1_280;

/** The size of a picture of a window that is no longer than a report needs. */
export function snapshotSize(widthPx: number, heightPx: number): { readonly widthPx: number; readonly heightPx: number } {
  const shrink = Math.min(1, longSideLimitPx / Math.max(widthPx, heightPx, 1));
  return { widthPx: Math.max(1, Math.round(widthPx * shrink)), heightPx: Math.max(1, Math.round(heightPx * shrink)) };
}

/**
 * What stands in a pane as a picture: the image with the measurements drawn over it. The names in its corners are not
 * in it: they are no part of the image.
 */
export async function snapshotOf(pane: HTMLElement): Promise<Blob> {
  const image = pane.querySelector("canvas");
  const canvas = document.createElement("canvas");
  const size = snapshotSize(image?.width ?? 0, image?.height ?? 0);
  canvas.width = size.widthPx;
  canvas.height = size.heightPx;
  const pen = canvas.getContext("2d");
  if (pen === null || image === null) throw new Error("There is no image to be taken.");
  pen.fillStyle = "#000000";
  pen.fillRect(0, 0, size.widthPx, size.heightPx);
  pen.drawImage(image, 0, 0, size.widthPx, size.heightPx);
  const drawn = pane.querySelector("svg");
  if (drawn !== null) pen.drawImage(await pictureOf(drawn, pane), 0, 0, size.widthPx, size.heightPx);
  const png = await new Promise<Blob | null>(done => canvas.toBlob(done, "image/png"));
  if (png === null) throw new Error("The picture could not be made.");
  return png;
}

// An image needs the size that the page gives the layer, and the namespace that the page supplies.
async function pictureOf(layer: SVGElement, pane: HTMLElement): Promise<HTMLImageElement> {
  const copy = layer.cloneNode(true) as SVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(pane.clientWidth));
  copy.setAttribute("height", String(pane.clientHeight));
  copy.setAttribute("viewBox", `0 0 ${pane.clientWidth} ${pane.clientHeight}`);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await picture.decode();
  return picture;
}
