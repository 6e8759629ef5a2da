import type { VNode } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Places } from "../platform/sharedView";
import type { Page } from "./layout";
import { panelAt, timeAt, voltageAt, widthAtUsualSpeed, xOf, yOf } from "./layout";
import type { CaliperShows, Marks, Tool } from "./marks";
import { paintPage, type Ink, type Layer, type View } from "./paint";
import { paintMarks } from "./paintMarks";
import type { Flag } from "./types";
import { usePointer, type Pinched, type Reach } from "./usePointer";

interface PaperStageProps extends Omit<Reach, "view" | "scroller" | "onPinch"> {
  readonly page: Page;
  readonly layers: readonly Layer[];
  readonly marks: Marks;
  readonly tool: Tool;
  readonly caliper: CaliperShows;
  readonly flag: Flag | null;
  readonly foot: string;
  readonly label: string;
  /** Pixels for a millimetre; null makes the page, as it is at 25 mm/s, fit the window, within readable bounds. */
  readonly pxPerMm: number | null;
  /** Changes when the colours of the paper do. */
  readonly theme: string;
  /** Two stages with one group scroll together: each with the place it was moved to by the other. */
  readonly group: PaperGroup;
  readonly onZoom: (factor: number) => void;
  readonly onScale: (pxPerMm: number) => void;
  /** The page shows one median beat, whose times are not those of the recording. */
  readonly isMedian?: boolean;
  readonly share?: PaperShare | undefined;
}

interface Moved {
  readonly left: number;
  readonly top: number;
}
export type PaperGroup = Map<HTMLElement, Moved | null>;

/** What keeps this paper in step with another screen: the corner of the page that is in view, and where places lie. */
export interface PaperShare {
  readonly corner: Corner | null;
  readonly onCorner: (corner: Corner) => void;
  readonly onPlaces: (places: Places | null) => void;
}
export interface Corner {
  readonly xMm: number;
  readonly yMm: number;
}

/** Fitted paper is never drawn smaller than it can be read, nor larger than the hand is used to. */
const fitPxPerMm = { least: 2.3, most: 6.5 } as const;

/** How long the last drawing took, among the browser's own measures. */
const paintMeasure = "ecg-paint";

/** The paper in a window: it scrolls as a page does, and only what is in view is drawn. */
export function PaperStage(props: PaperStageProps): VNode {
  const { page, layers, marks, flag, foot, theme, group } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const ground = useRef<HTMLCanvasElement>(null);
  const tools = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const ink = useRef<Ink | null>(null);
  const waiting = useRef(0);
  const fitted = Math.min((size.width - 2) / widthAtUsualSpeed(page), (size.height - 2) / page.heightMm);
  const scale = props.pxPerMm ?? Math.min(Math.max(fitted, fitPxPerMm.least), fitPxPerMm.most);

  const view = useCallback(
    (): View => ({
      pxPerMm: scale,
      scrollX: scroller.current?.scrollLeft ?? 0,
      scrollY: scroller.current?.scrollTop ?? 0,
      widthPx: size.width,
      heightPx: size.height,
      density: Math.min(devicePixelRatio || 1, 3),
    }),
    [scale, size],
  );

  const draw = useRef<(all: boolean) => void>(() => undefined);
  draw.current = all => {
    const [lower, upper] = [ground.current?.getContext("2d"), tools.current?.getContext("2d")];
    if (!lower || !upper || size.width === 0 || !scroller.current) return;
    ink.current ??= inkOf(scroller.current);
    const now = view();
    const begun = performance.now();
    if (all) paintPage(lower, page, layers, ink.current, now, foot);
    paintMarks(upper, page, marks.shown, marks.selected, flag, ink.current, now);
    // The browser keeps it for whoever measures the page: the last one only, as a session is long.
    performance.clearMeasures(paintMeasure);
    performance.measure(paintMeasure, { start: begun });
  };
  const whole = useRef(false);
  const soon = useCallback((all: boolean) => {
    whole.current ||= all;
    if (waiting.current !== 0) return;
    waiting.current = requestAnimationFrame(() => {
      waiting.current = 0;
      const isAll = whole.current;
      whole.current = false;
      draw.current(isAll);
    });
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    watch.observe(element);
    group.set(element, null);
    return () => {
      watch.disconnect();
      group.delete(element);
    };
  }, []);
  useEffect(() => () => cancelAnimationFrame(waiting.current), []);
  useLayoutEffect(() => {
    ink.current = null;
    soon(true);
  }, [theme]);
  useLayoutEffect(() => soon(true), [page, layers, scale, size, foot]);
  useLayoutEffect(() => soon(false), [marks, flag]);
  useLayoutEffect(() => props.onScale(scale), [scale]);
  // The place between two fingers stays there while the paper grows.
  const pinched = useRef<Pinched | null>(null);
  useLayoutEffect(() => {
    const at = pinched.current;
    pinched.current = null;
    if (at) scroller.current?.scrollTo(at.xMm * scale - at.x, at.yMm * scale - at.y);
  }, [scale]);
  useLayoutEffect(() => bringIntoView(scroller.current, page, flag, scale), [flag]);

  const { share } = props;
  const tellPlaces = () => share?.onPlaces(placesOn(page, scale, scroller.current, props.isMedian ? "median " : ""));
  useLayoutEffect(tellPlaces, [page, scale, size, share?.onPlaces]);
  useEffect(() => () => share?.onPlaces(null), []);
  useLayoutEffect(() => {
    if (share?.corner) scroller.current?.scrollTo(share.corner.xMm * scale, share.corner.yMm * scale);
  }, [share?.corner, scale, page]);

  const onPinch = (factor: number, at: Pinched) => {
    pinched.current = at;
    props.onZoom(factor);
  };
  const pointer = usePointer({ ...props, view, scroller: () => scroller.current, onPinch });
  const onScroll = () => {
    soon(true);
    tellPlaces();
    if (scroller.current)
      share?.onCorner({ xMm: scroller.current.scrollLeft / scale, yMm: scroller.current.scrollTop / scale });
    if (scroller.current) moveTogether(group, scroller.current);
  };
  const density = Math.min(devicePixelRatio || 1, 3);
  const canvas = {
    width: Math.round(size.width * density),
    height: Math.round(size.height * density),
    style: { width: `${size.width}px`, height: `${size.height}px` },
  };
  return (
    <div
      ref={scroller}
      class={`ecg-scroll tool-${props.tool}`}
      onScroll={onScroll}
      tabIndex={0}
      role="group"
      aria-label={props.label}
    >
      <div class="ecg-pin">
        <canvas ref={ground} {...canvas} role="img" aria-label={props.label} />
        <canvas ref={tools} {...canvas} {...pointer} aria-hidden="true" class="ecg-tools" />
      </div>
      <div style={{ width: `${page.widthMm * scale}px`, height: `${page.heightMm * scale}px` }} />
    </div>
  );
}

/**
 * Moves the other sheets along. A move that came from another sheet is not handed back: under a quick hand it would
 * come late and pull that sheet back to where it was, and the shorter sheet would hold the longer one.
 */
export function moveTogether(group: PaperGroup, own: HTMLElement): void {
  const moved = group.get(own);
  group.set(own, null);
  if (moved && moved.left === own.scrollLeft && moved.top === own.scrollTop) return;
  for (const other of group.keys()) {
    if (other === own) continue;
    const { scrollLeft, scrollTop } = other;
    other.scrollTo(own.scrollLeft, own.scrollTop);
    if (other.scrollLeft !== scrollLeft || other.scrollTop !== scrollTop)
      group.set(other, { left: other.scrollLeft, top: other.scrollTop });
  }
}

/** A lead may be drawn twice, in its row and as rhythm strip. */
function nearestOf(page: Page, lead: string, yMm: number): Page["panels"][number] | undefined {
  const away = (each: Page["panels"][number]) => Math.abs(each.topMm + each.heightMm / 2 - yMm);
  return page.panels.filter(each => each.lead === lead).sort((one, other) => away(one) - away(other))[0];
}

/** A place on paper is a lead, a time in milliseconds and a voltage in microvolts: the same in every layout. */
function placesOn(page: Page, scale: number, scroller: HTMLElement | null, clock: string): Places | null {
  if (!scroller) return null;
  return {
    area: () => scroller.getBoundingClientRect(),
    fromWindow: (clientX, clientY, on) => {
      const box = scroller.getBoundingClientRect();
      const xMm = (clientX - box.left + scroller.scrollLeft) / scale;
      const yMm = (clientY - box.top + scroller.scrollTop) / scale;
      const panel = on === undefined ? panelAt(page, xMm, yMm) : nearestOf(page, on.slice(clock.length), yMm);
      if (!panel) return null;
      const atMs = timeAt(panel, xMm, page.speed);
      const x = Math.min(panel.endMs, Math.max(panel.startMs, atMs));
      return { on: `${clock}${panel.lead}`, x, y: voltageAt(panel, yMm) };
    },
    toWindow: ({ on, x, y }) => {
      const panel = page.panels.find(
        each => `${clock}${each.lead}` === on && x >= each.startMs && x <= each.endMs,
      );
      if (!panel) return null;
      const box = scroller.getBoundingClientRect();
      return {
        x: box.left + xOf(panel, x, page.speed) * scale - scroller.scrollLeft,
        y: box.top + yOf(panel, y) * scale - scroller.scrollTop,
      };
    },
  };
}

function bringIntoView(scroller: HTMLElement | null, page: Page, flag: Flag | null, scale: number): void {
  if (!scroller || typeof flag?.atMs !== "number") return;
  const at = flag.atMs;
  const panel = page.panels.find(
    each => (flag.leads.length === 0 || flag.leads.includes(each.lead)) && at >= each.startMs && at <= each.endMs,
  );
  if (!panel) return;
  const x = xOf(panel, at, page.speed) * scale;
  const y = panel.topMm * scale;
  if (x < scroller.scrollLeft || x > scroller.scrollLeft + scroller.clientWidth)
    scroller.scrollLeft = x - scroller.clientWidth / 3;
  if (y < scroller.scrollTop || y + panel.heightMm * scale > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = y - 20;
}

function inkOf(element: HTMLElement): Ink {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--ecg-${name}`).trim() || "#888";
  return {
    paper: colour("paper"),
    minor: colour("minor"),
    major: colour("major"),
    trace: colour("trace"),
    prior: colour("prior"),
    label: colour("label"),
    tool: colour("tool"),
    flag: colour("flag"),
    tag: colour("tag"),
    tagText: colour("tag-text"),
  };
}
