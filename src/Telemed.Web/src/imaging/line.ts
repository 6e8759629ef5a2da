/** How fast the line is, judged by what came over it; decides whether pictures are packed before they are sent. */

// Below it the bytes that packing saves take longer than packing and unpacking a slice; about so on a plain telephone.
const slowBitsPerMs = 30_000;
// Short answers tell of the way, not of the width of the line.
const tellingBytes = 32 * 1024;
const keptRates = 8;

/** What a browser tells of a request that has ended. */
export interface Passed {
  readonly transferSize: number;
  readonly responseStart: number;
  readonly responseEnd: number;
}

/** Bits a millisecond while an answer came; null for what was too short to tell, or came from the browser's own store. */
export function rateOf({ transferSize, responseStart, responseEnd }: Passed): number | null {
  const ms = responseEnd - responseStart;
  return transferSize < tellingBytes || responseStart <= 0 || ms <= 0 ? null : (transferSize * 8) / ms;
}

/**
 * Whether the line counts as slow, by the middle one of the latest rates. Before any it does: on a quick line a packed
 * picture is hardly waited for, on a slow one a plain one is. (What browsers guess themselves ends at 10 Mbit/s.)
 */
export function isSlow(rates: readonly number[]): boolean {
  const latest = rates.slice(-keptRates).sort((left, right) => left - right);
  return (latest[Math.floor(latest.length / 2)] ?? 0) < slowBitsPerMs;
}

const rates: number[] = [];

/** Begins to watch what comes; called once. */
export function watchLine(): void {
  const take = (entries: PerformanceEntryList): void => {
    for (const entry of entries) {
      const rate = rateOf(entry as PerformanceResourceTiming);
      if (rate !== null) rates.push(rate);
    }
    rates.splice(0, Math.max(rates.length - keptRates, 0));
  };
  new PerformanceObserver(list => take(list.getEntries())).observe({ type: "resource", buffered: true });
}

/** Whether pictures had better come packed now. */
export const isSlowLine = (): boolean => isSlow(rates);
