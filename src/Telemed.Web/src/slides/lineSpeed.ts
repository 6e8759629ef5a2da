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

/** What Chromium knows of the line before the first tile; others start with stored tiles. */
export function startsSlow(): boolean {
  const line = (navigator as { connection?: { downlink?: number; saveData?: boolean } }).connection;
  return line?.saveData === true || (line?.downlink ?? 10) < 3;
}
