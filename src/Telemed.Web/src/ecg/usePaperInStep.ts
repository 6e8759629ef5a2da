import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { steeredBy, useSharedView, type SharedView } from "../platform/sharedView";

/** What travels when one leads through a photo: how large it is, and its corner in thousandths of its size. */
interface PaperInStep {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

const parts = 1_000;

/** Keeps a photo or PDF in step with the others in a room. */
export function usePaperInStep(
  shared: SharedView | undefined,
  root: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
  zoom: number,
  setZoom: (zoom: number) => void,
): () => void {
  const [corner, setCorner] = useState({ x: 0, y: 0 });
  const wanted = useRef<PaperInStep | null>(null);
  const sheet = () => scroller.current?.firstElementChild ?? null;
  const goTo = () => {
    const [element, box] = [scroller.current, sheet()?.getBoundingClientRect()];
    if (!element || !box || wanted.current === null) return;
    element.scrollTo((wanted.current.x * box.width) / parts, (wanted.current.y * box.height) / parts);
  };
  const tellPlaces = () =>
    shared?.onPlaces({
      area: () => (scroller.current ?? document.body).getBoundingClientRect(),
      fromWindow: (clientX, clientY) => {
        const box = sheet()?.getBoundingClientRect();
        if (!box) return null;
        return { on: "", x: ((clientX - box.left) / box.width) * parts, y: ((clientY - box.top) / box.height) * parts };
      },
      toWindow: ({ x, y }) => {
        const box = sheet()?.getBoundingClientRect();
        return box ? { x: box.left + (x / parts) * box.width, y: box.top + (y / parts) * box.height } : null;
      },
    });
  const forget = () => {
    wanted.current = null;
  };
  useSharedView<PaperInStep>(steeredBy(shared, forget), root, shared === undefined ? null : { zoom, ...corner }, view => {
    wanted.current = view;
    setZoom(view.zoom);
    goTo();
  });
  useEffect(() => {
    if (!shared?.view) forget();
    goTo();
    tellPlaces();
  }, [zoom, shared?.view, shared?.onPlaces]);
  useEffect(() => () => shared?.onPlaces(null), []);
  return () => {
    const [element, box] = [scroller.current, sheet()?.getBoundingClientRect()];
    if (!shared || !element || !box) return;
    setCorner({
      x: Math.round((element.scrollLeft / box.width) * parts),
      y: Math.round((element.scrollTop / box.height) * parts),
    });
    tellPlaces();
  };
}
