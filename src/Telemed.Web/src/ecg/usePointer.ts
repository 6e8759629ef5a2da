import { useRef } from "preact/hooks";
import { panelAt, timeAt, voltageAt, xOf, yOf, type Page, type Panel } from "./layout";
import {
  movedTo,
  nextId,
  withMark,
  withoutMark,
  type CaliperShows,
  type End,
  type Mark,
  type Marks,
  type Tool,
} from "./marks";
import type { View } from "./paint";

/** The middle of two fingers: in the window, and on the paper as it is drawn. */
export interface Pinched {
  readonly x: number;
  readonly y: number;
  readonly xMm: number;
  readonly yMm: number;
}

/** What the fingers and the mouse act upon; read anew at every movement. */
export interface Reach {
  readonly page: Page;
  readonly view: () => View;
  readonly scroller: () => HTMLElement | null;
  readonly marks: Marks;
  readonly tool: Tool;
  readonly caliper: CaliperShows;
  readonly onMarks: (marks: Marks) => void;
  readonly onPinch: (factor: number, at: Pinched) => void;
  readonly onOpenLead: (lead: string) => void;
  /** Moves a time to the nearest border or peak of that lead. */
  readonly snap: (timeMs: number, lead: string) => number;
  readonly valueAt: (timeMs: number, lead: string) => number | null;
  readonly rrBefore: (timeMs: number) => number | null;
  /** Onset and end of the QT of the beat nearest to a time, where the computer found them. */
  readonly qtAt: (timeMs: number) => { readonly fromMs: number; readonly toMs: number } | null;
}

type Action =
  | { readonly kind: "idle" }
  | { readonly kind: "pan"; readonly x: number; readonly y: number }
  | {
      readonly kind: "mark";
      readonly id: number;
      readonly end: End;
      readonly panel: Panel;
      readonly isNew: boolean;
      moved: boolean;
      readonly startX: number;
    }
  | { readonly kind: "pinch"; distance: number };

const holdPx = { mouse: 9, touch: 22, pen: 14 } as const;
const clickPx = 4;
const valueReachMm = 3;

/** One finger measures when a tool is chosen and moves the paper otherwise; two fingers zoom. */
export function usePointer(reach: Reach) {
  const latest = useRef(reach);
  latest.current = reach;
  const action = useRef<Action>({ kind: "idle" });
  const fingers = useRef(new Map<number, { x: number; y: number }>());

  const placeOf = (event: PointerEvent, clientX: number, clientY: number): Pinched => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const view = latest.current.view();
    const [x, y] = [clientX - box.left, clientY - box.top];
    return { x, y, xMm: (x + view.scrollX) / view.pxPerMm, yMm: (y + view.scrollY) / view.pxPerMm };
  };
  const place = (event: PointerEvent) => placeOf(event, event.clientX, event.clientY);

  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.current.size === 2) {
      const old = action.current;
      if (old.kind === "mark" && old.isNew) latest.current.onMarks(withoutMark(latest.current.marks, old.id));
      action.current = { kind: "pinch", distance: spread(fingers.current) };
      return;
    }
    const at = place(event);
    const held = heldEnd(
      latest.current,
      at.x,
      at.y,
      at.xMm,
      at.yMm,
      holdPx[event.pointerType as keyof typeof holdPx] ?? 12,
    );
    const panel = held?.panel ?? panelAt(latest.current.page, at.xMm, at.yMm);
    if (held)
      action.current = {
        kind: "mark",
        id: held.id,
        end: held.end,
        panel: held.panel,
        isNew: false,
        moved: false,
        startX: at.x,
      };
    else if (panel && latest.current.tool !== "none") action.current = begin(latest.current, panel, at, event.altKey);
    else action.current = { kind: "pan", x: event.clientX, y: event.clientY };
  };

  const onPointerMove = (event: PointerEvent) => {
    const finger = fingers.current.get(event.pointerId);
    if (!finger) return;
    [finger.x, finger.y] = [event.clientX, event.clientY];
    const now = action.current;
    if (now.kind === "pan") {
      latest.current.scroller()?.scrollBy(now.x - event.clientX, now.y - event.clientY);
      action.current = { kind: "pan", x: event.clientX, y: event.clientY };
    } else if (now.kind === "pinch") {
      const distance = spread(fingers.current);
      const [one, two] = [...fingers.current.values()];
      if (one && two && distance > 20 && now.distance > 20)
        latest.current.onPinch(distance / now.distance, placeOf(event, (one.x + two.x) / 2, (one.y + two.y) / 2));
      now.distance = distance;
    } else if (now.kind === "mark") {
      const at = place(event);
      if (!now.moved && Math.abs(at.x - now.startX) < clickPx) return;
      const { timeMs, voltageUv } = measured(latest.current, now.panel, at, event.altKey);
      const mark = latest.current.marks.shown.find(each => each.id === now.id);
      if (!mark) return;
      latest.current.onMarks(
        withMark(
          latest.current.marks,
          movedMark(latest.current, mark, now.end, timeMs, voltageUv),
          !now.isNew && !now.moved,
        ),
      );
      now.moved = true;
    }
  };

  const onPointerUp = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
    const now = action.current;
    action.current = { kind: "idle" };
    if (now.kind !== "mark" || now.moved) return;
    const mark = latest.current.marks.shown.find(each => each.id === now.id);
    if (mark && now.isNew) latest.current.onMarks(settled(latest.current, mark));
  };

  const onDoubleClick = (event: MouseEvent) => {
    if (latest.current.tool !== "none") return;
    const at = place(event as PointerEvent);
    const panel = panelAt(latest.current.page, at.xMm, at.yMm);
    if (panel) latest.current.onOpenLead(panel.lead);
  };
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onDblClick: onDoubleClick };
}

function spread(fingers: ReadonlyMap<number, { readonly x: number; readonly y: number }>): number {
  const [one, two] = [...fingers.values()];
  return one && two ? Math.hypot(one.x - two.x, one.y - two.y) : 0;
}

interface At {
  readonly x: number;
  readonly xMm: number;
  readonly yMm: number;
}

function measured(reach: Reach, panel: Panel, at: At, isFree: boolean): { timeMs: number; voltageUv: number } {
  const raw = Math.min(Math.max(timeAt(panel, at.xMm, reach.page.speed), panel.startMs), panel.endMs);
  const timeMs = isFree ? raw : reach.snap(raw, panel.lead);
  const voltageUv = voltageAt(panel, at.yMm);
  const value = isFree ? null : reach.valueAt(timeMs, panel.lead);
  const isNear = value !== null && Math.abs(yOf(panel, value) - at.yMm) < valueReachMm;
  return { timeMs, voltageUv: isNear ? value : voltageUv };
}

function begin(reach: Reach, panel: Panel, at: At, isFree: boolean): Action {
  const { timeMs, voltageUv } = measured(reach, panel, at, isFree);
  const id = nextId(reach.marks);
  const base = { id, lead: panel.lead, fromMs: timeMs, toMs: timeMs };
  const mark: Mark | null =
    reach.tool === "caliper"
      ? { ...base, kind: "caliper", shows: reach.caliper, fromUv: voltageUv, toUv: voltageUv }
      : reach.tool === "march"
        ? { ...base, kind: "march" }
        : reach.tool === "rate"
          ? { ...base, kind: "rate" }
          : reach.tool === "qt"
            ? { ...base, kind: "qt", rrMs: reach.rrBefore(timeMs) }
            : null;
  if (!mark) return { kind: "idle" };
  reach.onMarks(withMark(reach.marks, mark, true));
  return { kind: "mark", id, end: "to", panel, isNew: true, moved: false, startX: at.x };
}

function movedMark(reach: Reach, mark: Mark, end: End, timeMs: number, voltageUv: number): Mark {
  const moved = movedTo(mark, end, timeMs, voltageUv);
  return moved.kind === "qt"
    ? { ...moved, rrMs: reach.rrBefore(Math.min(moved.fromMs, moved.toMs)) ?? moved.rrMs }
    : moved;
}

/** A click without a drag: the QT tool takes the computer's borders, the ruler the next beat, others are dropped. */
function settled(reach: Reach, mark: Mark): Marks {
  if (mark.kind === "qt") {
    const borders = reach.qtAt(mark.fromMs);
    return borders ? withMark(reach.marks, { ...mark, ...borders }, false) : withoutMark(reach.marks, mark.id);
  }
  if (mark.kind === "march" || mark.kind === "rate") {
    const rr = reach.rrBefore(mark.fromMs);
    return rr === null
      ? withoutMark(reach.marks, mark.id)
      : withMark(reach.marks, { ...mark, fromMs: mark.fromMs - rr, toMs: mark.fromMs }, false);
  }
  return withoutMark(reach.marks, mark.id);
}

/** The end of a mark under a point: the later drawn first. */
function heldEnd(
  reach: Reach,
  x: number,
  y: number,
  xMm: number,
  yMm: number,
  withinPx: number,
): { id: number; end: End; panel: Panel } | null {
  const view = reach.view();
  for (const mark of reach.marks.shown.toReversed()) {
    for (const panel of reach.page.panels) {
      if (panel.lead !== mark.lead || yMm < panel.topMm || yMm > panel.topMm + panel.heightMm) continue;
      if (xMm < panel.xMm - 5 || xMm > panel.xMm + panel.widthMm + 5) continue;
      for (const end of ["to", "from"] as const) {
        const endX = xOf(panel, end === "to" ? mark.toMs : mark.fromMs, reach.page.speed) * view.pxPerMm - view.scrollX;
        if (Math.abs(endX - x) > withinPx) continue;
        if (mark.kind === "caliper" && mark.shows === "voltage") {
          const endY = yOf(panel, end === "to" ? mark.toUv : mark.fromUv) * view.pxPerMm - view.scrollY;
          if (Math.abs(endY - y) > withinPx) continue;
        }
        return { id: mark.id, end, panel };
      }
    }
  }
  return null;
}
