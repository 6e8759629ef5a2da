import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { steeredBy, useSharedView, type SharedView } from "../platform/sharedView";
import type { Sketch } from "./drawing";
import type { Look } from "./look";
import type { PaneHandle } from "./paneHandle";
import type { SlideInfo } from "./types";
import type { Marks } from "./useMarks";

/** What travels when one leads: which slide, its centre, power and turn, the focus plane, and what is measured on it. */
interface SlideInStep {
  readonly slideId: string;
  /** Centre of the view as shares of the slide's width and height. */
  readonly x: number;
  readonly y: number;
  /** Screen pixels per level-0 pixel: the same power on every screen. */
  readonly zoom: number;
  readonly turn: number;
  readonly plane: number;
  readonly measured: readonly Sketch[];
  /** Pins are kept by the hub; another number of them says that they are to be asked for again. */
  readonly pins: number;
}

interface Held {
  readonly info: SlideInfo;
  readonly look: Look | null;
  readonly pane: PaneHandle | null;
  readonly plane: number;
  readonly setPlane: (plane: number) => void;
  readonly measured: readonly Sketch[];
  readonly setMeasured: (measured: readonly Sketch[]) => void;
  readonly marks: Marks;
  readonly onChoose: (slideId: string) => void;
}

const measuredAtMost = 6;
const pointsAtMost = 40;

/** Keeps this slide in step with the others in a room; gives what a pane does once it is ready. */
export function useSlideInStep(
  shared: SharedView | undefined,
  root: RefObject<HTMLElement | null>,
  held: Held,
): () => void {
  const { info, look, plane, measured, marks } = held;
  const latest = useRef(held);
  latest.current = held;
  const wanted = useRef<SlideInStep | null>(null);
  const now: SlideInStep | null =
    shared === undefined || look === null
      ? null
      : {
          slideId: info.id,
          x: short(look.view.left + look.view.width / 2),
          y: short(look.view.top + look.view.height / 2),
          zoom: Number(look.zoom.toPrecision(5)),
          turn: look.turn,
          plane,
          measured: measured.slice(-measuredAtMost).filter(each => each.points.length <= pointsAtMost * 2).map(whole),
          pins: marks.items.length,
        };
  const follow = () => {
    const { pane, info: own } = latest.current;
    if (wanted.current === null || pane === null || wanted.current.slideId !== own.id) return;
    const { x, y, zoom, turn } = wanted.current;
    pane.follow({ zoom, turn, view: { left: x, top: y, width: 0, height: 0 } });
    pane.turnTo(turn);
    wanted.current = null; // done; a pane that is opened anew stays where the hand has gone since
  };
  const forget = () => {
    wanted.current = null;
  };
  useEffect(() => {
    if (!shared?.view) forget();
  }, [shared?.view]);
  useSharedView<SlideInStep>(steeredBy(shared, forget), root, now, view => {
    wanted.current = view;
    if (view.slideId !== latest.current.info.id) {
      latest.current.onChoose(view.slideId);
      return;
    }
    latest.current.setPlane(view.plane);
    latest.current.setMeasured(view.measured);
    if (view.pins !== latest.current.marks.items.length) latest.current.marks.reload();
    follow();
  });
  useEffect(() => {
    shared?.onPlaces(held.pane?.places() ?? null);
  }, [shared?.onPlaces, look, held.pane]);
  useEffect(() => () => shared?.onPlaces(null), []);
  return follow;
}

const short = (share: number): number => Number(share.toFixed(5));
const whole = (sketch: Sketch): Sketch => ({ ...sketch, points: sketch.points.map(Math.round) });
