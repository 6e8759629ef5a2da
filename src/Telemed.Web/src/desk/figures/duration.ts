import type { Say } from "../../platform/words";
import type { uiWords } from "../../ui/words";

type UiSay = Say<Extract<keyof typeof uiWords.all.en, string>>;

/** "4.5 min", "38 min", "3.2 h", "2.1 d": two digits that matter. */
export function showMinutes(minutes: number, say: UiSay): string {
  if (minutes < 10) return say("minutes", { n: round(minutes, 1) });
  if (minutes < 120) return say("minutes", { n: Math.round(minutes) });
  if (minutes < 48 * 60) return say("hours", { n: round(minutes / 60, 1) });
  return say("days", { n: round(minutes / 1_440, 1) });
}

export const showShare = (share: number): string => `${Math.round(share * 100)} %`;

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
