import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { uiWords } from "./words";

/** Grey lines in the place of what is being fetched, so that nothing jumps when it arrives. */
export function Skeleton({ lines = 3, heightPx = 14 }: { readonly lines?: number; readonly heightPx?: number }): VNode {
  const say = useWords(uiWords);
  return (
    <div class="column" role="status" aria-label={say("loading")}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="skeleton" style={{ height: `${heightPx}px`, width: `${92 - ((index * 17) % 40)}%` }} />
      ))}
    </div>
  );
}
