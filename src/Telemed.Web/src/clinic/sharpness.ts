/** Photos are judged at this width: a larger one hides motion blur in its noise, and costs a phone seconds. */
const judgedWidthPx = 640;
/**
 * Measured at that width: a stained section photographed sharply gives 124, blurred by one pixel 35; a screen full of
 * text gives 1427, blurred by one pixel 29. The warning does not stop anybody, so the line lies between.
 */
const sharpFrom = 60;
const photosAtMost = 20;

/**
 * How sharp a picture is: the variance of its Laplacian, which is large where there are edges.
 * Pech-Pacheco JL and others, Diatom autofocusing in brightfield microscopy, ICPR 2000.
 * @param grey One byte per pixel, row by row.
 */
export function sharpness(grey: Uint8Array | Uint8ClampedArray, widthPx: number, heightPx: number): number {
  let sum = 0;
  let sumOfSquares = 0;
  let count = 0;
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1; x < widthPx - 1; x++) {
      const at = y * widthPx + x;
      const around = pixel(grey, at - 1) + pixel(grey, at + 1) + pixel(grey, at - widthPx) + pixel(grey, at + widthPx);
      const edge = around - 4 * pixel(grey, at);
      sum += edge;
      sumOfSquares += edge * edge;
      count++;
    }
  }
  if (count === 0) return 0;
  const mean = sum / count;
  return sumOfSquares / count - mean * mean;
}

const pixel = (grey: Uint8Array | Uint8ClampedArray, index: number): number => grey[index] ?? 0;

/** The names of the photos among the files that look blurred. What cannot be judged is not accused. */
export async function blurredOf(files: readonly File[]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const file of files.filter(each => /^image\/(jpeg|png|webp)$/.test(each.type)).slice(0, photosAtMost)) {
    try {
      if ((await sharpnessOf(file)) < sharpFrom) names.push(file.name);
    } catch {
      // The hub says what is wrong with a broken picture; this is only about sharpness.
    }
  }
  return names;
}

async function sharpnessOf(file: File): Promise<number> {
  const picture = await createImageBitmap(file, { resizeWidth: judgedWidthPx, resizeQuality: "medium" });
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser has no canvas.");
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, picture.width, picture.height);
  const grey = new Uint8Array(picture.width * picture.height);
  for (let index = 0; index < grey.length; index++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(index * 4, index * 4 + 3);
    grey[index] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  picture.close();
  return sharpness(grey, canvas.width, canvas.height);
}
