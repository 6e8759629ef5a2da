import type { PageKey } from "../platform/keys";
import type { StageHand } from "./stage";

type HandWord = "zoomIn" | "zoomOut" | "left" | "right" | "up" | "down" | "rotate";

/** The keys that move a slide or a photo; the same for both. */
export function handKeys(
  hand: () => StageHand | null | undefined,
  whole: string,
  say: (word: HandWord) => string,
): readonly PageKey[] {
  return [
    { press: "+", says: say("zoomIn"), run: () => hand()?.zoomBy(1.5) },
    { press: "-", says: say("zoomOut"), run: () => hand()?.zoomBy(1 / 1.5) },
    { press: "0", says: whole, run: () => hand()?.home() },
    { press: "ArrowLeft", says: say("left"), run: () => hand()?.move(-0.25, 0) },
    { press: "ArrowRight", says: say("right"), run: () => hand()?.move(0.25, 0) },
    { press: "ArrowUp", says: say("up"), run: () => hand()?.move(0, -0.25) },
    { press: "ArrowDown", says: say("down"), run: () => hand()?.move(0, 0.25) },
    { press: "R", says: say("rotate"), run: () => hand()?.rotate() },
  ];
}
