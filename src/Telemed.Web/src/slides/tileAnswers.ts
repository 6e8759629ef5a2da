/** The hub's own word on a tile, which asking again would not change. */
export class TileRefused extends Error {}

/** There is nothing at this place of the slide. */
export class TileBlank extends TileRefused {}

/** A tile as a drawing that can be drawn over. */
export type TilePicture = CanvasRenderingContext2D;

const headBytes = 6;
/** A log-in that ended is asked for again beside the slide; its tiles come then. */
const passing: readonly number[] = [401, 408, 425, 429];
/** A line that died without a word holds its tiles no longer than this, so that a new one can take its place. */
const silentMs = 60_000;

/** Fetches a stored tile. */
export async function storedTile(address: string, signal: AbortSignal): Promise<ImageBitmap> {
  const answer = await answered(address, AbortSignal.any([signal, AbortSignal.timeout(silentMs)]));
  if (answer.status === 204) throw new TileBlank("blank");
  return createImageBitmap(await answer.blob());
}

/** Fetches previews of many tiles in one answer and gives each as it comes; without bytes where there is none. */
export async function* previewTiles(
  address: string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly number: number; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silentMs);
  try {
    const { body } = await answered(address, AbortSignal.any([signal, silence.signal]));
    if (body === null) throw new Error("no body");
    yield* tilesIn(body, () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silentMs);
    });
  } finally {
    clearTimeout(timer);
  }
}

async function* tilesIn(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onBytes: () => void,
): AsyncGenerator<{ readonly number: number; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const reader = body.getReader();
  let rest = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onBytes();
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
  const isFinal = answer.status >= 400 && answer.status < 500 && !passing.includes(answer.status);
  throw isFinal ? new TileRefused(`HTTP ${answer.status}`) : new Error(`HTTP ${answer.status}`);
}
