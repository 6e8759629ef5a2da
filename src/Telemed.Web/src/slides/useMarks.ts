import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useAgain } from "../platform/again";
import { deleteJson, getJson, postJson, putJson } from "../platform/api";
import { useLive } from "../platform/live";
import { useOnce } from "../platform/once";
import { asProblem, type Problem } from "../platform/problem";
import type { SlideMark } from "./types";

/** Changes come in bursts; one fetch shows them all. */
const gatherMs = 300;

export interface Marks {
  readonly items: readonly SlideMark[];
  /** Sets a numbered pin with the question that is asked there. */
  readonly pin: (x: number, y: number, question: string) => Promise<void>;
  readonly answer: (id: string, text: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly reload: () => void;
  /** Why the marks could not be fetched: those that are shown may be old, and none shown need not mean none. */
  readonly problem: Problem | null;
}

/** The marks that people left on a slide, kept by the hub. */
export function useMarks(slideId: string, caseId: string | null): Marks {
  const [items, setItems] = useState<readonly SlideMark[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const once = useOnce();
  const running = useRef<AbortController | null>(null);
  const load = useCallback(async () => {
    // The newest question is asked last; an older answer must not come after it.
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    try {
      const found = await getJson<{ readonly items: readonly SlideMark[] }>(`/api/slides/${slideId}/marks`, signal);
      if (signal.aborted) return;
      setItems(found.items);
      setProblem(null);
    } catch (error) {
      if (!signal.aborted) setProblem(asProblem(error));
    }
  }, [slideId]);
  const reload = useCallback(() => void load(), [load]);
  useEffect(() => {
    reload();
    return () => running.current?.abort();
  }, [reload]);
  useAgain(problem?.mayPass ? problem : null, reload);
  // The sender sees an answer while he looks at the slide, the reader a question that was added.
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const soon = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      reload();
    }, gatherMs);
  }, [reload]);
  useEffect(() => () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  }, [reload]);
  useLive(caseId === null ? null : `consultation:${caseId}`, soon);
  return {
    items,
    problem,
    reload,
    pin: async (x, y, question) => {
      const body = { kind: "pin", points: [x, y], text: question };
      await once(body, headers => postJson(`/api/slides/${slideId}/marks`, body, undefined, headers));
      await load();
    },
    answer: async (id, text) => {
      await putJson(`/api/slides/${slideId}/marks/${id}`, { answer: text });
      await load();
    },
    remove: async id => {
      await deleteJson(`/api/slides/${slideId}/marks/${id}`);
      await load();
    },
  };
}
