import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { TileLoader, type TileJob } from "./tileLoader";

const { TileRefused, TileBlank, previews, stored } = vi.hoisted(() => {
  class Refused extends Error {}
  return { TileRefused: Refused, TileBlank: class extends Refused {}, previews: vi.fn(), stored: vi.fn() };
});
vi.mock("./tileAnswers", () => ({
  TileRefused, TileBlank, previewTiles: previews, storedTile: stored, painted: (bitmap: unknown) => bitmap, paintOver: () => undefined,
}));

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("createImageBitmap", async () => "picture");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  previews.mockReset();
  stored.mockReset();
});

const jobAt = (x: number) => {
  const job = { src: `/slides/s/tiles/0/${x}_0`, tile: { level: 0, x, y: 0 }, callback: () => undefined, finish: vi.fn(), fail: vi.fn() };
  return job satisfies TileJob;
};
const loaderOf = (isSlow: boolean, isWanted: (x: number) => boolean = () => true) => {
  const view = { isVisible: (_: number, x: number) => isWanted(x), isWanted: (_: number, x: number) => isWanted(x) };
  return new TileLoader({ id: "s", version: 1 }, 0, level => level, view, { onChange: () => undefined, onFailed: () => undefined }, { isSlow });
};

it("asks on a slow line for all that a view lacks in one answer, and follows with stored tiles when the hand rests", async () => {
  previews.mockImplementation(async function* () {
    for (let number = 0; number < 30; number++) yield { number, bytes: new Uint8Array([1]) };
  });
  stored.mockResolvedValue("picture");
  const loader = loaderOf(true);
  const jobs = Array.from({ length: 30 }, (_, x) => jobAt(x));
  for (const job of jobs) loader.start(job);
  await vi.advanceTimersByTimeAsync(50);
  expect([previews.mock.calls.length, loader.isRough()]).toEqual([1, true]);
  for (const job of jobs) expect(job.finish).toHaveBeenCalledOnce();
  loader.rest();
  await vi.advanceTimersByTimeAsync(50);
  expect([stored.mock.calls.length, loader.isRough()]).toEqual([30, false]);
});

it("ends the answer of a view that was left, and asks again when it comes back", async () => {
  const ended: boolean[] = [];
  previews.mockImplementation(async function* (_: string, signal: AbortSignal) {
    yield* [];
    await new Promise((_resolve, reject) => signal.addEventListener("abort", () => {
      ended.push(true);
      reject(new DOMException("left", "AbortError"));
    }));
  });
  let isThere = true;
  const loader = loaderOf(true, () => isThere);
  const job = jobAt(0);
  loader.start(job);
  await vi.advanceTimersByTimeAsync(50);
  isThere = false;
  loader.move();
  await vi.advanceTimersByTimeAsync(50);
  expect([ended.length, previews.mock.calls.length, job.fail.mock.calls.length]).toEqual([1, 1, 0]);
  isThere = true;
  loader.move();
  await vi.advanceTimersByTimeAsync(50);
  expect(previews.mock.calls.length).toBe(2);
});

it("asks again for what a cut line lost, later each time, and never gives up by itself", async () => {
  stored.mockRejectedValue(new TypeError("no network"));
  const loader = loaderOf(false);
  const job = jobAt(0);
  loader.start(job);
  await vi.advanceTimersByTimeAsync(650);
  const soon = stored.mock.calls.length;
  await vi.advanceTimersByTimeAsync(120_000);
  expect([soon, job.fail.mock.calls.length]).toEqual([1, 0]);
  // 0.7, 1.4, 2.8, 5.6, 11.2 and then every 15 seconds.
  expect(stored.mock.calls.length).toBeGreaterThan(10);
  expect(stored.mock.calls.length).toBeLessThan(16);
  stored.mockResolvedValue("picture");
  await vi.advanceTimersByTimeAsync(15_000);
  expect(job.finish).toHaveBeenCalledOnce();
});

it("takes the hub's word that a tile will not come", async () => {
  stored.mockRejectedValue(new TileRefused("HTTP 422"));
  const job = jobAt(0);
  loaderOf(false).start(job);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([stored.mock.calls.length, job.fail.mock.calls.length]).toEqual([1, 1]);
});

it("says that a view lacks what the hub refuses, and not what is blank", async () => {
  const loader = loaderOf(false);
  stored.mockRejectedValueOnce(new TileBlank("blank"));
  loader.start(jobAt(0));
  await vi.advanceTimersByTimeAsync(10);
  expect(loader.isLacking()).toBe(false);
  stored.mockRejectedValueOnce(new TileRefused("HTTP 404"));
  loader.start(jobAt(1));
  await vi.advanceTimersByTimeAsync(10);
  expect(loader.isLacking()).toBe(true);
  loader.forget(0, 1, 0);
  expect(loader.isLacking()).toBe(false);
});

it("says that a view lacks what did not come twice, until it has come", async () => {
  const loader = loaderOf(false);
  stored.mockRejectedValue(new Error("cut"));
  const job = jobAt(0);
  loader.start(job);
  await vi.advanceTimersByTimeAsync(10);
  expect(loader.isLacking()).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(loader.isLacking()).toBe(true);
  stored.mockResolvedValue("picture");
  loader.retry();
  await vi.advanceTimersByTimeAsync(10);
  expect([loader.isLacking(), job.finish.mock.calls.length]).toEqual([false, 1]);
});
