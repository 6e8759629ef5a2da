import type { VNode } from "preact";

interface SplitterProps {
  readonly label: string;
  readonly widthPx: number;
  /** The side whose width it changes. */
  readonly side: "left" | "right";
  readonly onResize: (widthPx: number) => void;
}

const stepPx = 24;

/** A bar to drag, or to move with the arrow keys. */
export function Splitter({ label, widthPx, side, onResize }: SplitterProps): VNode {
  const direction = side === "left" ? 1 : -1;
  const start = (event: PointerEvent) => {
    const bar = event.currentTarget as HTMLElement;
    const fromX = event.clientX;
    bar.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => onResize(widthPx + direction * (moved.clientX - fromX));
    bar.addEventListener("pointermove", move);
    bar.addEventListener("pointerup", () => bar.removeEventListener("pointermove", move), { once: true });
  };
  return (
    <div
      class="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={widthPx}
      aria-valuemin={200}
      aria-valuemax={900}
      tabIndex={0}
      onPointerDown={start}
      onKeyDown={event => {
        if (event.key === "ArrowLeft") onResize(widthPx - direction * stepPx);
        else if (event.key === "ArrowRight") onResize(widthPx + direction * stepPx);
        else return;
        event.preventDefault();
      }}
    />
  );
}
