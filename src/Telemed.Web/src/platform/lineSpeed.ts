/** One answer: when its bytes began and ended to arrive, in milliseconds of the page's clock. */
export interface Arrival {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bytes: number;
}

const arrivalsKept = 40;
const windowMs = 20_000;
const enoughBytes = 60_000;

/** Below the one a line is slow, above the other it is not; between, what was decided before stays. */
export interface LineBounds {
  readonly slowBytesPerMs: number;
  readonly fastBytesPerMs: number;
}

/** Knows how fast answers arrive, from those that did; answers that overlap share the line. */
export class LineSpeed {
  private arrivals: Arrival[] = [];
  private slow: boolean;

  constructor(
    startsSlow: boolean,
    private readonly bounds: LineBounds,
  ) {
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
    if (rate < this.bounds.slowBytesPerMs) this.slow = true;
    else if (rate > this.bounds.fastBytesPerMs) this.slow = false;
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

/** What is shorter began and ended in one breath and tells nothing of the line. */
const tellingBytes = 2_000;

/** Lets it know the line to the hub from here on: every answer is noted, those that came before included. */
export function watching(line: LineSpeed): LineSpeed {
  if (typeof PerformanceObserver === "undefined") return line;
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
