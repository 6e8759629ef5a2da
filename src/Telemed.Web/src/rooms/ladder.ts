/** What a line can carry, best first. The last is chosen by hand: people telephone, and the room goes on beside it. */
export const steps = ["video", "low_video", "stills", "audio", "text", "phone"] as const;
export type Step = (typeof steps)[number];

/** What one direction of one line did in the last second. */
export interface LineSample {
  /** What the browser believes it may send, in kbit/s; null while it has nothing to judge by. */
  readonly availableKbps: number | null;
  readonly rttMs: number | null;
  /** Share of packets lost on the way to the other person, 0 to 1. */
  readonly lossShare: number;
}

/** Where the ladder stands, and what it remembers of earlier tries. */
export interface Ladder {
  readonly step: Step;
  /** Seconds in a row in which the line was too bad, or good enough for more. */
  readonly badSeconds: number;
  readonly calmSeconds: number;
  /** Calm seconds asked for before the next try upwards; doubled by each try that failed. */
  readonly patienceSeconds: number;
  /** Seconds since the last step up; a fall soon after it counts as a failed try. */
  readonly sinceUpSeconds: number;
}

/** kbit/s that a step sends to one person, with packet overhead. */
export const needKbps: Readonly<Record<Step, number>> = { video: 260, low_video: 90, stills: 40, audio: 34, text: 0, phone: 0 };

const downAfterSeconds = 3;
const firstPatienceSeconds = 6;
const longestPatienceSeconds = 120;
const failedTrySeconds = 12;
const bad = { lossShare: 0.12, rttMs: 1_500, shortShare: 0.8 } as const;
const calm = { lossShare: 0.03, rttMs: 600 } as const;

export const startLadder = (step: Step = "video"): Ladder => ({
  step,
  badSeconds: 0,
  calmSeconds: 0,
  patienceSeconds: firstPatienceSeconds,
  sinceUpSeconds: failedTrySeconds,
});

/**
 * One second on the ladder. Down after three bad seconds in a row, straight to what the line carries; up by one step
 * after a calm time that doubles with each failed try, so that a bad line does not make the picture come and go.
 */
export function climbed(ladder: Ladder, sample: LineSample): Ladder {
  const since = ladder.sinceUpSeconds + 1;
  if (isBad(sample, ladder.step)) {
    const badSeconds = ladder.badSeconds + 1;
    if (badSeconds < downAfterSeconds || ladder.step === "text")
      return { ...ladder, badSeconds, calmSeconds: 0, sinceUpSeconds: since };
    const failed = since < failedTrySeconds;
    return {
      step: lowerStep(ladder.step, sample),
      badSeconds: 0,
      calmSeconds: 0,
      patienceSeconds: failed ? Math.min(ladder.patienceSeconds * 2, longestPatienceSeconds) : ladder.patienceSeconds,
      sinceUpSeconds: failedTrySeconds,
    };
  }
  if (!isCalm(sample)) return { ...ladder, badSeconds: 0, calmSeconds: 0, sinceUpSeconds: since };
  const calmSeconds = ladder.calmSeconds + 1;
  if (ladder.step === "video" || calmSeconds < ladder.patienceSeconds)
    return { ...ladder, badSeconds: 0, calmSeconds, sinceUpSeconds: since };
  return { ...ladder, step: above(ladder.step), badSeconds: 0, calmSeconds: 0, sinceUpSeconds: 0 };
}

/** The lower of two steps: what a person chose by hand is a ceiling for what is measured. */
export const lowerOf = (one: Step, other: Step): Step => (steps.indexOf(one) > steps.indexOf(other) ? one : other);

export const upperOf = (one: Step, other: Step): Step => (steps.indexOf(one) < steps.indexOf(other) ? one : other);

function isBad(sample: LineSample, step: Step): boolean {
  if (sample.lossShare > bad.lossShare) return true;
  if (sample.rttMs !== null && sample.rttMs > bad.rttMs) return true;
  // Without pictures the browser's estimate grows stale; loss and delay then tell.
  const counts = step === "video" || step === "low_video";
  return counts && sample.availableKbps !== null && sample.availableKbps < needKbps[step] * bad.shortShare;
}

function isCalm(sample: LineSample): boolean {
  return sample.lossShare < calm.lossShare && sample.rttMs !== null && sample.rttMs < calm.rttMs;
}

/** At least one step down; further when the line is known to carry less than that. */
function lowerStep(step: Step, sample: LineSample): Step {
  const next = steps[steps.indexOf(step) + 1] ?? "text";
  if (sample.availableKbps === null || step === "stills" || step === "audio") return next;
  const fitting = steps.find(each => needKbps[each] <= (sample.availableKbps ?? 0)) ?? "text";
  return lowerOf(next, fitting);
}

const above = (step: Step): Step => steps[Math.max(steps.indexOf(step) - 1, 0)] ?? "video";
