import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { deleteJson, getJson, postJson, putJson } from "../platform/api";
import { useLive } from "../platform/live";
import type { SlideMark } from "./types";

/** Changes come in bursts; one fetch shows them all. */
const gatherMs = 300;

export interface Marks {
  readonly items: readonly SlideMark[];
  /** Sets a numbered pin with the question that is asked there. */
  readonly pin: (x: number, y: number, question: string) => Promise<void>;
  readonly answer: (id: string, text: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly reload: () => Promise<void>;
}

/** The marks that people left on a slide, kept by the hub. */
export function useMarks(slideId: string, caseId: string | null): Marks {
  const [items, setItems] = useState<readonly SlideMark[]>([]);
  const load = useCallback(async (signal?: AbortSignal) => {
    setItems((await getJson<{ readonly items: readonly SlideMark[] }>(`/api/slides/${slideId}/marks`, signal)).items);
  }, [slideId]);
  useEffect(() => {
    const end = new AbortController();
    load(end.signal).catch(() => {
      // Marks are beside the slide; without them it is still shown.
    });
    return () => end.abort();
  }, [load]);
  // The sender sees an answer while he looks at the slide, the reader a question that was added.
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const soon = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      load().catch(() => undefined);
    }, gatherMs);
  }, [load]);
  useEffect(() => () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  }, [load]);
  useLive(caseId === null ? null : `consultation:${caseId}`, soon);
  return {
    items,
    reload: () => load().catch(() => undefined),
    pin: async (x, y, question) => {
      await postJson(`/api/slides/${slideId}/marks`, { kind: "pin", points: [x, y], text: question });
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
