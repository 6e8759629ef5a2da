import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { powerOfZoom, scaleBar } from "./scale";
import { slideWords } from "./words";

interface SlideScaleProps {
  /** Screen pixels per level-0 pixel; null until the slide is shown. */
  readonly zoom: number | null;
  readonly umPerPx: number | null;
  readonly objective: number | null;
}

const barLimitPx = 160;

/** The bar, the power and the micrometres a screen pixel; without a stated scale, that there is none. */
export function SlideScale({ zoom, umPerPx, objective }: SlideScaleProps): VNode {
  const say = useWords(slideWords);
  const power = zoom === null || objective === null ? null : powerOfZoom(zoom, objective, window.devicePixelRatio);
  const umPerScreenPx = zoom === null || umPerPx === null ? null : umPerPx / zoom;
  const bar = scaleBar(umPerScreenPx, barLimitPx);
  return (
    <div class="slide-scale" aria-live="off">
      {bar === null ? <span>{say("noScale")}</span> : (
        <>
          <span class="slide-bar" style={{ width: `${bar.widthPx}px` }} />
          <span>{bar.text}</span>
        </>
      )}
      {power !== null && <span class="tabular">{power.toFixed(power < 10 ? 1 : 0)}x</span>}
      {umPerScreenPx !== null && <span class="tabular">{umPerScreenPx.toFixed(umPerScreenPx < 1 ? 3 : 1)} µm/px</span>}
    </div>
  );
}
