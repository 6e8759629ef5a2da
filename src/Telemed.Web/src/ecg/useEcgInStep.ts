import type { RefObject } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { steeredBy, useSharedView, type SharedView } from "../platform/sharedView";
import type { Mark, Marks } from "./marks";
import type { Corner, PaperShare } from "./PaperStage";
import type { Settings } from "./settings";

/** What travels when one leads and others look on: how the paper is drawn, what is measured on it, and where one looks. */
interface EcgInStep {
  readonly look: Omit<Settings, "tool">;
  readonly marks: readonly Mark[];
  readonly medianMarks: readonly Mark[];
  readonly corner: Corner;
}

interface Held {
  readonly settings: Settings;
  readonly setSettings: (next: (old: Settings) => Settings) => void;
  readonly rhythmMarks: Marks;
  readonly setRhythmMarks: (next: (old: Marks) => Marks) => void;
  readonly medianMarks: Marks;
  readonly setMedianMarks: (next: (old: Marks) => Marks) => void;
}

/** A view has a limit of size; the newest measurements are the ones being spoken about. */
const marksAtMost = 10;

/** Keeps this ECG in step with the others in a room; without a room it does nothing. */
export function useEcgInStep(
  shared: SharedView | undefined,
  root: RefObject<HTMLElement | null>,
  held: Held,
): PaperShare | undefined {
  const [corner, setCorner] = useState<Corner>({ xMm: 0, yMm: 0 });
  const [ordered, setOrdered] = useState<Corner | null>(null);
  const { tool: _, ...look } = held.settings;
  const now: EcgInStep | null =
    shared === undefined
      ? null
      : {
          look,
          marks: held.rhythmMarks.shown.slice(-marksAtMost).map(rounded),
          medianMarks: held.medianMarks.shown.slice(-marksAtMost).map(rounded),
          corner,
        };
  useSharedView(steeredBy(shared, () => setOrdered(null)), root, now, view => {
    held.setSettings(old => ({ ...view.look, tool: old.tool }));
    held.setRhythmMarks(old => ({ ...old, shown: view.marks, selected: null }));
    held.setMedianMarks(old => ({ ...old, shown: view.medianMarks, selected: null }));
    setOrdered(view.corner);
  });
  // Who no longer follows is not taken back to where the leader once looked when his paper changes.
  useEffect(() => {
    if (!shared?.view) setOrdered(null);
  }, [shared?.view]);
  return useMemo(
    () =>
      shared === undefined
        ? undefined
        : {
            corner: ordered,
            onCorner: ({ xMm, yMm }) => setCorner({ xMm: Math.round(xMm), yMm: Math.round(yMm) }),
            onPlaces: shared.onPlaces,
          },
    [shared?.onPlaces, ordered],
  );
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

function rounded(mark: Mark): Mark {
  const times = { fromMs: tenth(mark.fromMs), toMs: tenth(mark.toMs) };
  return mark.kind === "caliper"
    ? { ...mark, ...times, fromUv: tenth(mark.fromUv), toUv: tenth(mark.toUv) }
    : { ...mark, ...times };
}
