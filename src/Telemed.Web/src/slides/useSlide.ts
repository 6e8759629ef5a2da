import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { getJson } from "../platform/api";
import { asProblem, type Problem } from "../platform/problem";
import type { SlideInfo } from "./types";

const refreshMs = 4_000;

/** The slide's description, asked for again while it arrives and while its quality is being measured. */
export function useSlide(id: string | null): {
  readonly info: SlideInfo | null;
  readonly problem: Problem | null;
  /** Asks again, though not for each tile that failed. */
  readonly again: () => void;
  /** Asks again at once: somebody has just changed something. */
  readonly now: () => void;
} {
  const [asked, setAsked] = useState(0);
  const askedAt = useRef(0);
  const shownId = useRef<string | null>(null);
  const [info, setInfo] = useState<SlideInfo | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setProblem(null);
    if (id === null) {
      setInfo(null);
      return undefined;
    }
    const load = () => {
      getJson<SlideInfo>(`/api/slides/${id}`, end.signal).then(
        found => {
          shownId.current = found.id;
          setInfo(found);
          setProblem(null);
          if (!found.complete || found.quality?.state === "pending") timer = setTimeout(load, refreshMs);
        },
        error => {
          if (end.signal.aborted) return;
          const met = asProblem(error);
          const isOpen = shownId.current === id;
          const isGone = met.status >= 400 && met.status < 500 && !met.mayPass;
          // While the line is cut or the hub is ill, what was opened stays on the screen.
          if (met.mayPass || (isOpen && !isGone)) timer = setTimeout(load, refreshMs);
          if (!isOpen || isGone) setProblem(met);
        },
      );
    };
    load();
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [id, asked]);
  const now = useCallback(() => setAsked(count => count + 1), []);
  const again = useCallback(() => {
    if (performance.now() - askedAt.current < refreshMs) return;
    askedAt.current = performance.now();
    now();
  }, [now]);
  return { info: info?.id === id ? info : null, problem, again, now };
}
