import type { LineSpeed } from "../platform/lineSpeed";
import { tileLine } from "./previewsFirst";
import { painted, paintOver, previewTiles, storedTile, TileBlank, TileRefused, type TilePicture } from "./tileAnswers";
import { tileAddress } from "./tileSource";
import type { TileView } from "./tileView";
import type { SlideInfo } from "./types";

/** What OpenSeadragon hands over to load one tile. */
export interface TileJob {
  readonly src: string;
  readonly tile: { readonly level: number; readonly x: number; readonly y: number };
  callback: () => void;
  finish(data: unknown, request: null, type: string): void;
  fail(message: string, request: null): void;
}

export interface TileEvents {
  /** Something better is drawn: paint again. */
  readonly onChange: () => void;
  /** A tile did not come, although it should be there: the description may be old. */
  readonly onFailed: () => void;
}

/** How many times in a row a tile does not come before it is called missing: one lost answer is made good unnoticed. */
const missesTold = 2;

interface RoughTile {
  readonly address: string;
  readonly picture: TilePicture;
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

interface Batch {
  readonly left: Set<TileJob>;
  readonly end: AbortController;
}

const gatherMs = 12;
const batchAtMost = 96;
const storedAtOnce = 6;
const firstWaitMs = 700;
const longestWaitMs = 15_000;
/** An answer of which less than this share is still wanted is ended, and the rest asked for again. */
const worthEnding = 0.25;
const hubLine = tileLine();

/**
 * Loads tiles. On a fast line each comes as it is stored. On a slow one previews come first, all that a view lacks in
 * one answer; when the hand rests, the stored tiles follow and are drawn over them. A view that is left ends its
 * requests. What failed is asked for again, later each time, for as long as it is on the screen.
 */
export class TileLoader {
  private readonly info: Pick<SlideInfo, "id" | "version">;
  private readonly plane: number;
  private readonly levelOf: (level: number) => number;
  private readonly view: TileView;
  private readonly events: TileEvents;
  private readonly line: Pick<LineSpeed, "isSlow">;
  /** Every job that has not ended, with what ends its request. */
  private readonly open = new Map<TileJob, AbortController>();
  private waiting: TileJob[] = [];
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private readonly batches = new Set<Batch>();
  /** Jobs of views that were left; they go on when the view comes back. */
  private readonly parked = new Set<TileJob>();
  private readonly failed = new Set<TileJob>();
  /** How often each open job has not come. */
  private readonly misses = new Map<TileJob, number>();
  /** Tiles that the hub will not give. */
  private readonly refused = new Map<string, TileJob["tile"]>();
  private failing: ReturnType<typeof setTimeout> | undefined;
  private readonly rough = new Map<string, RoughTile>();
  /** Previews whose stored tile is on its way. */
  private readonly following = new Set<RoughTile>();
  private originals = new AbortController();
  private resting: ReturnType<typeof setTimeout> | undefined;
  private waitMs = firstWaitMs;

  /** @param levelOf The hub's number of a level as the viewer counts them. */
  constructor(
    info: Pick<SlideInfo, "id" | "version">,
    plane: number,
    levelOf: (level: number) => number,
    view: TileView,
    events: TileEvents,
    line: Pick<LineSpeed, "isSlow"> = hubLine,
  ) {
    [this.info, this.plane, this.levelOf, this.view, this.events, this.line] = [info, plane, levelOf, view, events, line];
  }

  /** How many tiles the viewer may ask for before others have come; 0 for all that a view lacks. */
  get jobsAtOnce(): number {
    return this.line.isSlow ? 0 : storedAtOnce + this.parked.size;
  }

  start(job: TileJob): void {
    this.open.set(job, new AbortController());
    this.load(job);
  }

  /** The viewer wants the tile no longer, and ends the job itself. */
  abort(job: TileJob): void {
    this.open.get(job)?.abort();
    this.drop(job);
  }

  /** Whether something in view is a preview. */
  isRough(): boolean {
    for (const tile of this.rough.values()) if (this.view.isVisible(tile.level, tile.x, tile.y)) return true;
    return false;
  }

  /**
   * Whether something in view has not come, so that a coarser level stands in its place. The viewer asks for coarser
   * ones first: while they fail, the one that the screen wants has not even had its turn.
   */
  isLacking(): boolean {
    for (const [job, times] of this.misses) if (times >= missesTold && this.isWanted(job)) return true;
    for (const { level, x, y } of this.refused.values()) if (this.view.isVisible(level, x, y)) return true;
    return false;
  }

  /** The line is back: what did not come is asked for at once. */
  retry(): void {
    clearTimeout(this.failing);
    this.failing = undefined;
    this.waitMs = firstWaitMs;
    this.parkFailed();
    this.rest();
  }

  /** The hand moves: what was on its way for the view before is not wanted now. */
  move(): void {
    clearTimeout(this.resting);
    this.originals.abort();
    this.originals = new AbortController();
    for (const batch of this.batches) {
      const wanted = [...batch.left].filter(job => this.isWanted(job)).length;
      if (wanted < batch.left.size * worthEnding) batch.end.abort();
    }
    this.goOn(this.parked);
  }

  /** The hand rests: the stored tiles of this view follow. */
  rest(): void {
    const wanted = [...this.rough.values()]
      .filter(tile => !this.following.has(tile) && this.view.isVisible(tile.level, tile.x, tile.y));
    const { signal } = this.originals;
    let hasFailed = false;
    const next = async (): Promise<void> => {
      for (let tile = wanted.shift(); tile !== undefined && !signal.aborted; tile = wanted.shift()) {
        try {
          await this.replace(tile, signal);
          this.waitMs = firstWaitMs;
        } catch (error) {
          if (signal.aborted) return;
          this.events.onFailed();
          if (!(error instanceof TileRefused)) hasFailed = true;
        }
      }
    };
    void Promise.all(Array.from({ length: storedAtOnce }, next)).then(() => {
      if (hasFailed && !signal.aborted) this.resting = setTimeout(() => this.rest(), this.longerWait());
    });
  }

  forget(level: number, x: number, y: number): void {
    this.rough.delete(`${level}/${x}_${y}`);
    this.refused.delete(`${level}/${x}_${y}`);
  }

  end(): void {
    clearTimeout(this.resting);
    clearTimeout(this.gathering);
    clearTimeout(this.failing);
    this.originals.abort();
    for (const batch of this.batches) batch.end.abort();
    for (const [job, end] of this.open) {
      end.abort();
      // The viewer goes with its jobs: they end without a word, and with them their timers.
      job.callback = () => undefined;
      job.fail("ended", null);
    }
    this.open.clear();
    this.rough.clear();
  }

  private isWanted({ tile }: TileJob): boolean {
    return this.view.isWanted(tile.level, tile.x, tile.y);
  }

  private load(job: TileJob): void {
    if (this.line.isSlow) this.gather(job);
    else void this.stored(job);
  }

  private gather(job: TileJob): void {
    this.waiting.push(job);
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      while (this.waiting.length > 0) void this.batch(this.waiting.splice(0, batchAtMost));
    }, gatherMs);
  }

  private async stored(job: TileJob): Promise<void> {
    const signal = this.open.get(job)?.signal;
    if (signal === undefined) return;
    try {
      this.finish(job, painted(await storedTile(job.src, signal)));
    } catch (error) {
      if (!signal.aborted) this.miss(job, error);
    }
  }

  private async batch(jobs: readonly TileJob[]): Promise<void> {
    const batch: Batch = { left: new Set(jobs), end: new AbortController() };
    this.batches.add(batch);
    let problem: unknown = new Error("the answer ended early");
    try {
      const tiles = jobs.map(({ tile }) => `${this.levelOf(tile.level)}/${tile.x}_${tile.y}`).join(",");
      const plane = this.plane > 0 ? `&plane=${this.plane}` : "";
      const address = `/slides/${this.info.id}/batch?v=${this.info.version}${plane}&tiles=${tiles}`;
      for await (const { number, bytes } of previewTiles(address, batch.end.signal)) {
        const job = jobs[number];
        if (job !== undefined && batch.left.delete(job)) void this.show(job, bytes);
      }
    } catch (error) {
      problem = error;
    }
    this.batches.delete(batch);
    for (const job of batch.left) {
      if (batch.end.signal.aborted) this.parked.add(job);
      else this.miss(job, problem);
    }
    this.goOn(this.parked);
  }

  private async show(job: TileJob, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      if (bytes.length === 0) throw new Error("no preview");
      const { level, x, y } = job.tile;
      const picture = painted(await createImageBitmap(new Blob([bytes], { type: "image/jpeg" })));
      if (!this.open.has(job)) return;
      const address = tileAddress(this.info, this.levelOf(level), x, y, this.plane);
      this.rough.set(`${level}/${x}_${y}`, { address, picture, level, x, y });
      this.finish(job, picture);
    } catch {
      void this.stored(job);
    }
  }

  private async replace(tile: RoughTile, signal: AbortSignal): Promise<void> {
    this.following.add(tile);
    try {
      paintOver(tile.picture, await storedTile(tile.address, signal));
    } finally {
      this.following.delete(tile);
    }
    this.rough.delete(`${tile.level}/${tile.x}_${tile.y}`);
    this.events.onChange();
  }

  private finish(job: TileJob, picture: TilePicture): void {
    if (!this.open.has(job)) return;
    this.waitMs = firstWaitMs;
    this.drop(job);
    job.finish(picture, null, "context2d");
    this.events.onChange();
  }

  /** A tile did not come: it is asked for again, unless the hub said that it never will. */
  private miss(job: TileJob, problem: unknown): void {
    if (!this.open.has(job)) return;
    if (problem instanceof TileRefused) {
      const { level, x, y } = job.tile;
      if (!(problem instanceof TileBlank)) this.refused.set(`${level}/${x}_${y}`, job.tile);
      this.drop(job);
      job.fail(problem.message, null);
    } else {
      this.misses.set(job, (this.misses.get(job) ?? 0) + 1);
      this.failed.add(job);
      this.failing ??= setTimeout(() => {
        this.failing = undefined;
        this.parkFailed();
      }, this.longerWait());
    }
    this.events.onFailed();
  }

  private parkFailed(): void {
    for (const each of this.failed) this.parked.add(each);
    this.failed.clear();
    this.goOn(this.parked);
  }

  /** Loads those of the jobs that are wanted now; on a fast line all of them, since they keep others from their turn. */
  private goOn(jobs: Set<TileJob>): void {
    for (const job of jobs) {
      if (!this.open.has(job)) jobs.delete(job);
      else if (!this.line.isSlow || this.isWanted(job)) {
        jobs.delete(job);
        this.load(job);
      }
    }
  }

  private drop(job: TileJob): void {
    this.open.delete(job);
    this.parked.delete(job);
    this.failed.delete(job);
    this.misses.delete(job);
    this.waiting = this.waiting.filter(each => each !== job);
    for (const batch of this.batches) batch.left.delete(job);
  }

  private longerWait(): number {
    const now = this.waitMs;
    this.waitMs = Math.min(longestWaitMs, now * 2);
    return now;
  }
}
