/** The hub's own word on a tile, which asking again would not change. */
export class TileRefused extends Error {}

/** A tile as a drawing that can be drawn over. */
export type TilePicture = CanvasRenderingContext2D;

const headBytes = 6;
const busy: readonly number[] = [408, 425, 429];

/** Fetches a stored tile. */
export async function storedTile(address: string, signal: AbortSignal): Promise<ImageBitmap> {
  const answer = await answered(address, signal);
  if (answer.status === 204) throw new TileRefused("blank");
  return createImageBitmap(await answer.blob());
}

/** Fetches previews of many tiles in one answer and gives each as it comes; without bytes where there is none. */
export async function* previewTiles(
  address: string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly number: number; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const { body } = await answered(address, signal);
  if (body === null) throw new Error("no body");
  const reader = body.getReader();
  let rest = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const joined = new Uint8Array(rest.length + value.length);
    joined.set(rest);
    joined.set(value, rest.length);
    rest = joined;
    while (rest.length >= headBytes) {
      const view = new DataView(rest.buffer, rest.byteOffset);
      const end = headBytes + view.getUint32(2, true);
      if (rest.length < end) break;
      yield { number: view.getUint16(0, true), bytes: rest.slice(headBytes, end) };
      rest = rest.slice(end);
    }
  }
}

export function painted(bitmap: ImageBitmap): TilePicture {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  paintOver(context, bitmap);
  return context;
}

export function paintOver(picture: TilePicture, bitmap: ImageBitmap): void {
  picture.drawImage(bitmap, 0, 0);
  bitmap.close();
}

async function answered(address: string, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(address, { signal });
  if (answer.ok) return answer;
  const isFinal = answer.status >= 400 && answer.status < 500 && !busy.includes(answer.status);
  throw isFinal ? new TileRefused(`HTTP ${answer.status}`) : new Error(`HTTP ${answer.status}`);
}
