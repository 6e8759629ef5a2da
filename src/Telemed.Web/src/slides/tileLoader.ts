import { LineSpeed, startsSlow } from "./lineSpeed";
import { tileAddress } from "./tileSource";
import type { SlideInfo } from "./types";

/** What OpenSeadragon hands over to load one tile. */
export interface TileJob {
  readonly src: string;
  readonly tile: { readonly level: number; readonly x: number; readonly y: number };
  readonly userData: { end?: () => void };
  finish(data: unknown, request: null, type: string): void;
  fail(message: string, request: null): void;
}

interface RoughTile {
  readonly address: string;
  readonly context: CanvasRenderingContext2D;
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

const gatherMs = 12;
const batchAtMost = 96;
const originalsAtOnce = 6;
const headBytes = 6;
const firstWaitMs = 700;
const longestWaitMs = 15_000;
const line = new LineSpeed(typeof navigator !== "undefined" && startsSlow());

/**
 * Loads tiles. On a fast line each comes as it is stored. On a slow one previews come first, all that a view lacks in
 * one answer; when the hand rests, the stored tiles follow and are drawn over them. A view that is left ends its requests.
 */
export class TileLoader {
  private readonly info: SlideInfo;
  private readonly plane: number;
  private readonly levelOf: (level: number) => number;
  private readonly onChange: () => void;
  private waiting: TileJob[] = [];
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private readonly rough = new Map<string, RoughTile>();
  private batches = new AbortController();
  private originals = new AbortController();
  private again: ReturnType<typeof setTimeout> | undefined;
  private waitMs = firstWaitMs;

  /**
   * @param levelOf The hub's number of a level as the viewer counts them.
   * @param onChange Something better is drawn: paint again.
   */
  constructor(info: SlideInfo, plane: number, levelOf: (level: number) => number, onChange: () => void) {
    [this.info, this.plane, this.levelOf, this.onChange] = [info, plane, levelOf, onChange];
  }

  start(job: TileJob): void {
    if (line.isSlow) this.gather(job);
    else this.stored(job);
  }

  abort(job: TileJob): void {
    this.waiting = this.waiting.filter(each => each !== job);
    job.userData.end?.();
  }

  /** Whether something in view is a preview. */
  isRough(isVisible: (level: number, x: number, y: number) => boolean): boolean {
    for (const tile of this.rough.values()) if (isVisible(tile.level, tile.x, tile.y)) return true;
    return false;
  }

  /** The hand moves: what was on its way for the view before is not wanted now. */
  move(): void {
    clearTimeout(this.again);
    this.originals.abort();
    this.originals = new AbortController();
  }

  /** The hand rests: the stored tiles of this view follow. */
  rest(isVisible: (level: number, x: number, y: number) => boolean): void {
    const wanted = [...this.rough.values()].filter(tile => isVisible(tile.level, tile.x, tile.y));
    const { signal } = this.originals;
    let failed = false;
    const next = async (): Promise<void> => {
      for (let tile = wanted.shift(); tile !== undefined && !signal.aborted; tile = wanted.shift()) {
        try {
          await this.replace(tile, signal);
          this.waitMs = firstWaitMs;
        } catch {
          failed = !signal.aborted;
        }
      }
    };
    void Promise.all(Array.from({ length: originalsAtOnce }, next)).then(() => {
      if (!failed || signal.aborted) return;
      this.again = setTimeout(() => this.rest(isVisible), this.waitMs);
      this.waitMs = Math.min(longestWaitMs, this.waitMs * 2);
    });
  }

  forget(level: number, x: number, y: number): void {
    this.rough.delete(`${level}/${x}_${y}`);
  }

  end(): void {
    this.move();
    clearTimeout(this.gathering);
    this.batches.abort();
    for (const job of this.waiting) job.fail("ended", null);
    this.waiting = [];
    this.rough.clear();
  }

  private gather(job: TileJob): void {
    this.waiting.push(job);
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      while (this.waiting.length > 0) void this.batch(this.waiting.splice(0, batchAtMost));
    }, gatherMs);
  }

  private stored(job: TileJob): void {
    const image = new Image();
    job.userData.end = () => {
      image.onload = image.onerror = null;
      image.src = "";
    };
    image.onload = () => {
      noteResource(job.src);
      job.finish(image, null, "image");
    };
    image.onerror = () => job.fail("not loaded", null);
    image.src = job.src;
  }

  private async batch(jobs: readonly TileJob[]): Promise<void> {
    const left = new Set(jobs);
    try {
      const tiles = jobs.map(({ tile }) => `${this.levelOf(tile.level)}/${tile.x}_${tile.y}`).join(",");
      const plane = this.plane > 0 ? `&plane=${this.plane}` : "";
      const address = `/slides/${this.info.id}/batch?v=${this.info.version}${plane}&tiles=${tiles}`;
      const answer = await fetch(address, { signal: this.batches.signal });
      if (!answer.ok || answer.body === null) throw new Error(`HTTP ${answer.status}`);
      for await (const { number, bytes } of read(answer.body)) {
        const job = jobs[number];
        if (job === undefined) continue;
        left.delete(job);
        if (bytes.length === 0) this.stored(job);
        else await this.show(job, bytes);
      }
    } catch {
      // Whatever is left is asked for again by the viewer, later each time.
    }
    for (const job of left) job.fail("not loaded", null);
  }

  private async show(job: TileJob, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { level, x, y } = job.tile;
    const context = await painted(new Blob([bytes], { type: "image/jpeg" }));
    const address = tileAddress(this.info, this.levelOf(level), x, y, this.plane);
    this.rough.set(`${level}/${x}_${y}`, { address, context, level, x, y });
    job.finish(context, null, "context2d");
    this.onChange();
  }

  private async replace(tile: RoughTile, signal: AbortSignal): Promise<void> {
    const answer = await fetch(tile.address, { signal });
    if (!answer.ok || answer.status === 204) throw new Error(`HTTP ${answer.status}`);
    const bitmap = await createImageBitmap(await answer.blob());
    noteResource(tile.address);
    tile.context.drawImage(bitmap, 0, 0);
    bitmap.close();
    this.rough.delete(`${tile.level}/${tile.x}_${tile.y}`);
    this.onChange();
  }
}

async function painted(blob: Blob): Promise<CanvasRenderingContext2D> {
  const bitmap = await createImageBitmap(blob);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context;
}

/** Takes the tiles out of the answer as they come: number, length, bytes. */
async function* read(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<{ readonly number: number; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const reader = body.getReader();
  const fromMs = performance.now();
  let total = 0;
  let rest = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    total += value.length;
    const joined = new Uint8Array(rest.length + value.length);
    joined.set(rest);
    joined.set(value, rest.length);
    rest = joined;
    for (;;) {
      if (rest.length < headBytes) break;
      const view = new DataView(rest.buffer, rest.byteOffset);
      const length = view.getUint32(2, true);
      if (rest.length < headBytes + length) break;
      yield { number: view.getUint16(0, true), bytes: rest.slice(headBytes, headBytes + length) };
      rest = rest.slice(headBytes + length);
    }
  }
  line.note({ fromMs, toMs: performance.now(), bytes: total });
}

function noteResource(address: string): void {
  const entries = performance.getEntriesByName(new URL(address, location.href).href);
  const entry = entries.at(-1) as PerformanceResourceTiming | undefined;
  // What came from the browser's own cache says nothing of the line.
  if (entry === undefined || entry.transferSize === 0) return;
  line.note({ fromMs: entry.responseStart, toMs: entry.responseEnd, bytes: entry.transferSize });
}
