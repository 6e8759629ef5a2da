import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isTyping } from "./keys";

/** A place of a study in its own units, so that it is the same place on a larger screen and in another layout. */
export interface Place {
  /** The part of the study it lies on: a lead, an image; empty where there is one plane only. */
  readonly on: string;
  readonly x: number;
  readonly y: number;
}

/** Where places of the study lie in the window at the moment, and back. */
export interface Places {
  /** With `on` the place on that part, also beside or beyond it: a drawing that began there may cross its border. */
  readonly fromWindow: (clientX: number, clientY: number, on?: string) => Place | null;
  readonly toWindow: (place: Place) => { readonly x: number; readonly y: number } | null;
  /** The part of the window that shows the study: what is drawn on it is not drawn over the tools beside it. */
  readonly area: () => DOMRect;
}

/** A viewer that is kept in step with another one: given in a room, absent elsewhere. */
export interface SharedView {
  /** How to look; a new object is a new order, null orders nothing. */
  readonly view: object | null;
  /** Told whatever the hands at this viewer change, as the whole view. */
  readonly onView: (view: object) => void;
  /** Told where places lie whenever that changes; null when the viewer closes. */
  readonly onPlaces: (places: Places | null) => void;
}

/** The same, with a word to the viewer when its own hands steer: an order of before must not come up again then. */
export const steeredBy = (shared: SharedView | undefined, onOwn: () => void): SharedView | undefined =>
  shared && {
    ...shared,
    onView: view => {
      onOwn();
      shared.onView(view);
    },
  };

/**
 * Keeps a viewer in step. Only what hands here changed is told: a view that came from elsewhere and was clamped to this
 * window would otherwise go back as if somebody had moved it.
 */
export function useSharedView<V extends object>(
  shared: SharedView | undefined,
  root: RefObject<HTMLElement | null>,
  now: V | null,
  show: (view: V) => void,
): void {
  const touched = useRef(false);
  const told = useRef("");
  const isShared = shared !== undefined;
  useEffect(() => {
    if (!isShared) return;
    const hand = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target)) touched.current = true;
    };
    const key = (event: KeyboardEvent) => {
      if (!isTyping(event.target)) touched.current = true;
    };
    const hands = ["pointerdown", "wheel", "input", "change"] as const;
    for (const name of hands) window.addEventListener(name, hand, { capture: true, passive: true });
    window.addEventListener("keydown", key, true);
    return () => {
      for (const name of hands) window.removeEventListener(name, hand, { capture: true });
      window.removeEventListener("keydown", key, true);
    };
  }, [isShared]);
  useEffect(() => {
    if (!shared?.view) return;
    touched.current = false;
    show(shared.view as V);
  }, [shared?.view]);
  const text = isShared && now !== null ? JSON.stringify(now) : "";
  useEffect(() => {
    if (!shared || now === null || !touched.current || text === told.current) return;
    told.current = text;
    shared.onView(now);
  }, [text]);
}
