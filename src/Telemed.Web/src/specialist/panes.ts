import { useState } from "preact/hooks";

/** Widths of the two sides of the reading room, in pixels; 0 is closed. */
export interface Panes {
  readonly leftPx: number;
  readonly rightPx: number;
}

const keptUnder = "telemed.panes";
const first: Panes = { leftPx: 280, rightPx: 440 };
const leastPx = 200;
const mostPx = 900;

export interface PaneControl extends Panes {
  readonly toggle: (side: "left" | "right") => void;
  readonly resize: (side: "left" | "right", widthPx: number) => void;
}

export const within = (widthPx: number): number => Math.round(Math.min(mostPx, Math.max(leastPx, widthPx)));

export function usePanes(): PaneControl {
  const [panes, setPanes] = useState<Panes>(() => {
    const kept = localStorage.getItem(keptUnder);
    return kept === null ? first : { ...first, ...(JSON.parse(kept) as Partial<Panes>) };
  });
  const keep = (next: Panes) => {
    localStorage.setItem(keptUnder, JSON.stringify(next));
    setPanes(next);
  };
  const name = (side: "left" | "right") => (side === "left" ? "leftPx" : "rightPx");
  return {
    ...panes,
    toggle: side => keep({ ...panes, [name(side)]: panes[name(side)] === 0 ? first[name(side)] : 0 }),
    resize: (side, widthPx) => keep({ ...panes, [name(side)]: within(widthPx) }),
  };
}
