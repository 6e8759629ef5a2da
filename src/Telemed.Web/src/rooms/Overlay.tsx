import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Place, Places } from "../platform/sharedView";
import { useStore } from "../platform/store";
import { colourOf, paintOverlay, type SeenPointer } from "./paintOverlay";
import type { DrawTool } from "./DrawTools";
import { drawingsOf } from "./lines";
import type { RoomSession } from "./roomSession";
import type { Shape } from "./types";

interface OverlayProps {
  readonly session: RoomSession;
  readonly personId: string;
  readonly subject: string;
  readonly places: Places | null;
  readonly tool: DrawTool;
  readonly onDone: () => void;
}

/** A pointer that rests is gone after this long: it would only hide what lies below. */
const pointerMs = 4_000;
const pointsAtMost = 240;
const leastStepPx = 3;

/** Over the study: the others' pointers with their names, and what anybody draws. All places are the study's own. */
export function Overlay({ session, personId, subject, places, tool, onDone }: OverlayProps): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pointers = useRef(new Map<string, SeenPointer>());
  const sketch = useRef<{ readonly on: string; readonly points: number[]; lastX: number; lastY: number } | null>(null);
  const frame = useRef(0);
  const lines = useStore(session.lines);
  const latest = useRef({ places, drawings: drawingsOf(lines, subject), tool });
  latest.current = { places, drawings: drawingsOf(lines, subject), tool };

  const paint = () => {
    frame.current = 0;
    const now = performance.now();
    for (const [id, pointer] of pointers.current) if (now - pointer.atMs > pointerMs) pointers.current.delete(id);
    const shapes = latest.current.drawings.map(each => each.shape);
    const own = shapeOf(latest.current.tool, sketch.current, personId);
    paintOverlay(canvas.current, latest.current.places, own ? [...shapes, own] : shapes, [...pointers.current.values()]);
  };
  const soon = () => {
    if (frame.current === 0) frame.current = requestAnimationFrame(paint);
  };
  useLayoutEffect(soon, [places, lines, subject, tool]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  useEffect(() => {
    const stop = session.onPoint(pointer => {
      if (pointer.subject !== subject || pointer.personId === personId) return;
      const name = session.room.get().people.find(person => person.personId === pointer.personId)?.name ?? "";
      pointers.current.set(pointer.personId, {
        place: { on: pointer.lead ?? "", x: pointer.x, y: pointer.y },
        name,
        colour: colourOf(pointer.personId),
        atMs: performance.now(),
      });
      soon();
    });
    const timer = setInterval(() => {
      if (pointers.current.size > 0) soon();
    }, 1_000);
    return () => {
      stop();
      clearInterval(timer);
      pointers.current.clear();
    };
  }, [session, subject, personId]);

  useEffect(() => {
    const box = canvas.current?.parentElement;
    if (!box) return;
    const point = (event: PointerEvent) => {
      const at = latest.current.places?.fromWindow(event.clientX, event.clientY);
      if (at) session.point({ subject, x: short(at.x), y: short(at.y), lead: at.on });
    };
    box.addEventListener("pointermove", point, { passive: true });
    return () => box.removeEventListener("pointermove", point);
  }, [session, subject]);

  const begin = (event: PointerEvent) => {
    const at = places?.fromWindow(event.clientX, event.clientY);
    if (!at || event.button !== 0) return;
    canvas.current?.setPointerCapture(event.pointerId);
    sketch.current = { on: at.on, points: [short(at.x), short(at.y)], lastX: event.clientX, lastY: event.clientY };
  };
  const move = (event: PointerEvent) => {
    const now = sketch.current;
    if (!now || Math.hypot(event.clientX - now.lastX, event.clientY - now.lastY) < leastStepPx) return;
    const at = placeOn(places, now.on, event.clientX, event.clientY);
    if (!at) return;
    if (tool !== "stroke") now.points.length = 2;
    else if (now.points.length >= pointsAtMost * 2) return;
    now.points.push(short(at.x), short(at.y));
    [now.lastX, now.lastY] = [event.clientX, event.clientY];
    soon();
  };
  const end = () => {
    const shape = shapeOf(tool, sketch.current, personId);
    sketch.current = null;
    soon();
    if (shape === null) return;
    void session.draw(subject, shape);
    if (tool !== "stroke") onDone();
  };
  return (
    <canvas
      ref={canvas}
      class={tool === "none" ? "room-overlay" : "room-overlay drawing"}
      aria-hidden="true"
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}

/** A stroke stays on the part it began on, so that all its points have one meaning. */
function placeOn(places: Places | null, on: string, x: number, y: number): Place | null {
  const at = places?.fromWindow(x, y, on);
  return at?.on === on ? at : null;
}

function shapeOf(
  tool: DrawTool,
  sketch: { readonly on: string; readonly points: readonly number[] } | null,
  personId: string,
): Shape | null {
  if (tool === "none" || sketch === null || sketch.points.length < 4) return null;
  return { kind: tool, colour: colourOf(personId), on: sketch.on, points: [...sketch.points] };
}

const short = (value: number): number => Math.round(value * 100) / 100;
