import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { pageMs } from "./settings";
import { ecgWords } from "./words";

/** Turns the pages of a recording that is longer than one. */
export function PositionBar({
  startMs,
  totalMs,
  onChange,
}: {
  readonly startMs: number;
  readonly totalMs: number;
  readonly onChange: (startMs: number) => void;
}): VNode | null {
  const say = useWords(ecgWords);
  const last = Math.floor((totalMs - pageMs) / 200) * 200;
  if (last < 200) return null;
  const to = (at: number) => onChange(Math.min(Math.max(at, 0), last));
  return (
    <div class="ecg-position small">
      <Button size="small" look="plain" icon="left" label={say("back")} onClick={() => to(startMs - pageMs)} />
      <input
        type="range"
        min="0"
        max={last}
        step="200"
        value={startMs}
        aria-label={say("position")}
        onInput={event => to(Number(event.currentTarget.value))}
      />
      <Button size="small" look="plain" icon="right" label={say("forward")} onClick={() => to(startMs + pageMs)} />
      <span class="nowrap quiet">
        {say("page", { from: clock(startMs), to: clock(Math.min(startMs + pageMs, totalMs)), total: clock(totalMs) })}
      </span>
    </div>
  );
}

function clock(timeMs: number): string {
  const seconds = Math.round(timeMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
