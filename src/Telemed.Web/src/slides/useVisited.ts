import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { getJson, putJson } from "../platform/api";
import type { Look } from "./look";
import type { Shown } from "./SlidePane";
import type { SlideInfo } from "./types";
import { closenesses, closenessOf, VisitedGrid, type Closeness } from "./visited";

/** A view counts as looked at when it rested this long. */
const restMs = 300;
const sendEveryMs = 8_000;
/** A person who went for tea did not read for half an hour. */
const restLimitMs = 60_000;

interface KeptViews {
  readonly views: readonly { readonly closeness: Closeness; readonly cells: string; readonly previewCells: string | null }[];
}

export interface Visited {
  readonly grid: VisitedGrid;
  /** Changes when the grid does. */
  readonly count: number;
}

/**
 * Remembers what was looked at and how closely, tells the hub, and takes over what earlier visits saw. A place that
 * rested in preview quality is marked until its stored pixels were shown.
 */
export function useVisited(info: SlideInfo, look: Look | null, { isWhole, isPreview }: Shown): Visited {
  const grid = useMemo(() => new VisitedGrid(), [info.id]);
  const [count, setCount] = useState(0);
  const waiting = useRef(new Map<Closeness, number>());
  const sendNow = useRef<() => void>(() => {});

  useEffect(() => {
    const end = new AbortController();
    getJson<KeptViews>(`/api/slides/${info.id}/views`, end.signal).then(
      kept => {
        for (const view of kept.views) grid.load(view.closeness, view.cells, view.previewCells);
        setCount(now => now + 1);
      },
      () => {
        // Earlier visits are shown beside the slide; without them it is still read.
      },
    );
    return () => end.abort();
  }, [info.id, grid]);

  useEffect(() => {
    // What has not come yet was not looked at, however long the eye rests on its place.
    if (look === null || !isWhole) return undefined;
    const since = performance.now();
    const closeness = closenessOf(look.zoom, info.objective, window.devicePixelRatio);
    const timer = setTimeout(() => {
      const { left, top, width, height } = look.view;
      const wasRough = grid.hasRough();
      if (!grid.mark(left, top, left + width, top + height, closeness, isPreview)) return;
      setCount(now => now + 1);
      // The hub learns of a preview at once, since nothing may be signed on it, and at once when the original followed.
      if (isPreview || wasRough) sendNow.current();
    }, restMs);
    return () => {
      clearTimeout(timer);
      const rested = performance.now() - since;
      if (rested < restMs) return;
      waiting.current.set(closeness, (waiting.current.get(closeness) ?? 0) + Math.min(rested, restLimitMs));
    };
  }, [look, grid, info.objective, isWhole, isPreview]);

  useEffect(() => {
    const nothing = JSON.stringify(new VisitedGrid().cells(0));
    let sent = "";
    const send = () => {
      const views = closenesses.map(closeness => ({
        closeness,
        cells: grid.cells(closeness),
        previewCells: grid.roughCells(closeness),
        seenMs: Math.round(waiting.current.get(closeness) ?? 0),
      }));
      const now = JSON.stringify(views);
      if (now === sent || views.every(view => JSON.stringify(view.cells) === nothing && view.previewCells === null)) return;
      sent = now;
      const told = waiting.current;
      waiting.current = new Map();
      putJson(`/api/slides/${info.id}/views`, { views }).catch(() => {
        // What was seen is sent whole the next time, and how long.
        sent = "";
        for (const [closeness, ms] of told) waiting.current.set(closeness, (waiting.current.get(closeness) ?? 0) + ms);
      });
    };
    sendNow.current = send;
    const timer = setInterval(send, sendEveryMs);
    addEventListener("pagehide", send);
    return () => {
      clearInterval(timer);
      removeEventListener("pagehide", send);
      send();
    };
  }, [info.id, grid]);

  return { grid, count };
}
