/** How a clock reads. Times are in milliseconds since 1970. */
export interface TimeLeft {
  readonly kind: "left" | "late";
  /** The two largest units, largest first; never negative. */
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  /** calm until 70 % of the time is used, then soon, then late. */
  readonly mood: "calm" | "soon" | "late";
  /** The used share, 0 to 1 and above; NaN when the start is not known. */
  readonly usedShare: number;
}

const soonFrom = 0.7;

export function timeLeft(startMs: number | null, dueMs: number, nowMs: number): TimeLeft {
  const leftMs = dueMs - nowMs;
  const late = leftMs <= 0;
  // A clock counts whole seconds up to the moment it is due, and whole seconds since.
  const seconds = late ? Math.floor(-leftMs / 1_000) : Math.ceil(leftMs / 1_000);
  const usedShare = startMs === null || dueMs <= startMs ? Number.NaN : (nowMs - startMs) / (dueMs - startMs);
  return {
    kind: late ? "late" : "left",
    days: Math.floor(seconds / 86_400),
    hours: Math.floor((seconds % 86_400) / 3_600),
    minutes: Math.floor((seconds % 3_600) / 60),
    seconds: seconds % 60,
    mood: late ? "late" : usedShare >= soonFrom ? "soon" : "calm",
    usedShare,
  };
}
