/** One answer that carried tiles: when its bytes began and ended to arrive, in milliseconds of the page's clock. */
export interface Arrival {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bytes: number;
}

const arrivalsKept = 40;
const windowMs = 20_000;
const enoughBytes = 60_000;
/** Below 4 Mbit/s previews come first; above 7 they do not. Between, what was decided before stays. */
const slowBytesPerMs = 0.5 * 1024;
const fastBytesPerMs = 0.9 * 1024;

/** Knows how fast tiles arrive, from those that did; answers that overlap share the line. */
export class LineSpeed {
  private arrivals: Arrival[] = [];
  private slow: boolean;

  constructor(startsSlow: boolean) {
    this.slow = startsSlow;
  }

  get isSlow(): boolean {
    return this.slow;
  }

  note(arrival: Arrival): void {
    if (arrival.bytes <= 0) return;
    this.arrivals.push(arrival);
    this.arrivals = this.arrivals.filter(each => each.toMs > arrival.toMs - windowMs).slice(-arrivalsKept);
    const rate = this.bytesPerMs();
    if (rate === null) return;
    if (rate < slowBytesPerMs) this.slow = true;
    else if (rate > fastBytesPerMs) this.slow = false;
  }

  /** Null until enough has arrived to tell. */
  bytesPerMs(): number | null {
    const bytes = this.arrivals.reduce((sum, each) => sum + each.bytes, 0);
    if (bytes < enoughBytes) return null;
    let busyMs = 0;
    let until = 0;
    for (const each of this.arrivals.toSorted((a, b) => a.fromMs - b.fromMs)) {
      busyMs += Math.max(0, each.toMs - Math.max(each.fromMs, until));
      until = Math.max(until, each.toMs);
    }
    return bytes / Math.max(1, busyMs);
  }
}

/** What the browser noted of an answer: when it was asked for, began and ended, and what it weighed on the line. */
export type Answer = Pick<PerformanceResourceTiming, "requestStart" | "responseStart" | "responseEnd" | "transferSize">;

/** An answer that takes so long to begin comes over a line on which each further question costs a view its time. */
const farMs = 120;
const answersAsked = 12;
/** What is shorter began and ended in one breath and tells nothing of the line. */
const tellingBytes = 2_000;

/** Whether previews come first, judged before the first tile: by what the browser states and by the answers so far. */
export function startsSlow(
  stated: { readonly downlink?: number; readonly saveData?: boolean } | undefined,
  answers: readonly Answer[],
): boolean {
  if (stated?.saveData === true || (stated?.downlink ?? 10) < 3) return true;
  // What came from the browser's own store says nothing of the line.
  const waits = answers.filter(each => each.transferSize > 0 && each.requestStart > 0).slice(-answersAsked)
    .map(each => each.responseStart - each.requestStart).toSorted((a, b) => a - b);
  return (waits[Math.floor(waits.length / 2)] ?? 0) > farMs;
}

/** Knows the line to the hub from here on: every answer of it is noted, those that came before included. */
export function watchedLine(): LineSpeed {
  if (typeof PerformanceObserver === "undefined" || typeof navigator === "undefined") return new LineSpeed(false);
  const earlier = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const { connection } = navigator as { connection?: { downlink?: number; saveData?: boolean } };
  const line = new LineSpeed(startsSlow(connection, earlier));
  // An observer also hears of answers beyond the few hundred that the browser keeps a list of.
  new PerformanceObserver(list => {
    for (const each of list.getEntries() as PerformanceResourceTiming[]) {
      const { responseStart, responseEnd, transferSize, name } = each;
      if (transferSize < tellingBytes || !name.startsWith(location.origin)) continue;
      line.note({ fromMs: responseStart, toMs: responseEnd, bytes: transferSize });
    }
  }).observe({ type: "resource", buffered: true });
  return line;
}
