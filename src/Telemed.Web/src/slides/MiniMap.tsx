import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useWords } from "../platform/words";
import type { SlideInfo } from "./types";
import { gridSize, type VisitedGrid } from "./visited";
import { slideWords } from "./words";

/** What the window shows, in shares of the slide. */
export interface View {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface MiniMapProps {
  readonly info: SlideInfo;
  readonly view: View | null;
  readonly visited: VisitedGrid;
  /** Changes when the grid does. */
  readonly visitedCount: number;
  readonly onGo: (x: number, y: number) => void;
}

const longSidePx = 168;
// Closer looks are drawn stronger; a glance below 5x leaves no colour.
const roughTint = "rgb(240 160 32 / 80%)";
const tints = ["", "rgb(42 157 149 / 22%)", "rgb(42 157 149 / 42%)", "rgb(42 157 149 / 64%)"];

/** Some slides store no small picture; an empty frame is better than a torn one. */
export function hide(event: Event): void {
  (event.currentTarget as HTMLElement).style.visibility = "hidden";
}

export function MiniMap({ info, view, visited, visitedCount, onGo }: MiniMapProps): VNode {
  const say = useWords(slideWords);
  const canvas = useRef<HTMLCanvasElement>(null);
  const step = longSidePx / Math.max(info.widthPx, info.heightPx);
  const [width, height] = [Math.max(24, Math.round(info.widthPx * step)), Math.max(24, Math.round(info.heightPx * step))];
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, width, height);
    for (let y = 0; y < gridSize; y++) {
      for (let x = 0; x < gridSize; x++) {
        const best = visited.best(x, y);
        const isRough = visited.isRough(x, y);
        if (best < 1 && !isRough) continue;
        context.fillStyle = isRough ? roughTint : (tints[best] ?? "");
        context.fillRect((x * width) / gridSize, (y * height) / gridSize, width / gridSize, height / gridSize);
      }
    }
    if (view === null) return;
    context.strokeStyle = "#e8453c";
    context.lineWidth = 2;
    context.strokeRect(view.left * width, view.top * height, Math.max(3, view.width * width), Math.max(3, view.height * height));
  }, [view, visited, visitedCount, width, height]);
  return (
    <div class="slide-map" style={{ width: `${width}px`, height: `${height}px` }} title={say("visited")}>
      <img src={`/slides/${info.id}/thumbnail`} alt={say("overview")} width={width} height={height} draggable={false} onError={hide} />
      <canvas
        ref={canvas}
        width={width}
        height={height}
        onPointerDown={event => {
          const box = event.currentTarget.getBoundingClientRect();
          onGo((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
        }}
      />
    </div>
  );
}
