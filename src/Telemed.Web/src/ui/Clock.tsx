import type { VNode } from "preact";
import { showFull, useNow } from "../platform/time";
import { timeLeft, type TimeLeft } from "../platform/timeLeft";
import { useWords, type Say } from "../platform/words";
import { uiWords } from "./words";

interface ClockProps {
  readonly dueAt: string | null;
  /** When the clock began; without it the clock cannot say "70 % used". */
  readonly startedAt?: string | null;
  readonly paused?: boolean;
}

type UiSay = Say<Extract<keyof typeof uiWords.all.en, string>>;

/** "12 min left", "4 min late". Seconds only in the last two minutes, so that a list of clocks is calm. */
export function Clock({ dueAt, startedAt = null, paused = false }: ClockProps): VNode | null {
  const say = useWords(uiWords);
  const now = useNow();
  if (paused) return <span class="clock calm">{say("paused")}</span>;
  if (dueAt === null) return null;
  const left = timeLeft(startedAt === null ? null : Date.parse(startedAt), Date.parse(dueAt), now);
  return (
    <span class={`clock ${left.mood}`} title={showFull(dueAt)}>
      {say(left.kind, { time: duration(left, say) })}
    </span>
  );
}

export function duration(left: TimeLeft, say: UiSay): string {
  if (left.days > 0) return join(say("days", { n: left.days }), left.hours > 0 ? say("hours", { n: left.hours }) : "");
  if (left.hours > 0)
    return join(say("hours", { n: left.hours }), left.minutes > 0 ? say("minutes", { n: left.minutes }) : "");
  if (left.minutes >= 2) return say("minutes", { n: left.minutes });
  if (left.minutes === 1) return join(say("minutes", { n: 1 }), say("seconds", { n: left.seconds }));
  return say("seconds", { n: left.seconds });
}

const join = (first: string, second: string) => (second === "" ? first : `${first} ${second}`);
