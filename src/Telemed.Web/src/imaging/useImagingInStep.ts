import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { steeredBy, useSharedView, type SharedView } from "../platform/sharedView";
import type { Stage, StageLook } from "./stage";

/** What travels when one leads: the series, the picture, and how it is looked at. */
interface ImagingInStep {
  readonly series: string;
  readonly at: number;
  readonly look: StageLook;
}

interface Held {
  readonly series: string | undefined;
  readonly at: number | null;
  /** The name of a picture of the stack that it has on every screen. */
  readonly nameOf: (at: number) => string;
  readonly openSeries: (uid: string) => void;
  readonly goTo: (at: number) => void;
}

/** Keeps this stack in step with the others in a room; gives what the main pane calls with its stage. */
export function useImagingInStep(
  shared: SharedView | undefined,
  root: RefObject<HTMLElement | null>,
  held: Held,
): (stage: Stage | null) => void {
  const [stage, setStage] = useState<Stage | null>(null);
  const [look, setLook] = useState<StageLook | null>(null);
  const wanted = useRef<ImagingInStep | null>(null);
  const latest = useRef(held);
  latest.current = held;
  const { series, at } = held;
  const isShared = shared !== undefined;

  // A window, a camera and measurements belong to one picture; they are put on when that picture is there.
  const wear = () => {
    const view = wanted.current;
    if (view === null || stage === null || view.series !== latest.current.series || view.at !== stage.at) return;
    wanted.current = null;
    stage.wear(view.look);
  };
  useEffect(() => {
    if (stage === null || !isShared) return;
    let frame = 0;
    const told = () => {
      if (frame !== 0) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        wear();
        setLook(stage.look);
        shared?.onPlaces(stage.at === null ? null : stage.places(latest.current.nameOf(stage.at)));
      });
    };
    stage.onChange(told);
    told();
    return () => cancelAnimationFrame(frame);
  }, [stage, isShared]);
  useEffect(() => () => shared?.onPlaces(null), []);
  const now = isShared && look !== null && series !== undefined && at !== null ? { series, at, look } : null;
  // What was shown elsewhere is over once the hand here has gone on, also where its picture never came.
  const forget = () => {
    wanted.current = null;
  };
  useSharedView<ImagingInStep>(steeredBy(shared, forget), root, now, view => {
    wanted.current = view;
    // The pictures of another series come first; then the effect below goes on.
    if (view.series === latest.current.series) latest.current.goTo(view.at);
    else latest.current.openSeries(view.series);
    wear();
  });
  useEffect(() => {
    // Opening a series begins at its first picture; the one that was shown elsewhere comes after it.
    const view = wanted.current;
    if (view !== null && view.series === series && view.at !== at) latest.current.goTo(view.at);
    wear();
  }, [stage, series, at]);
  return setStage;
}
