import { useCallback, useEffect, useState } from "preact/hooks";
import { deleteJson, getJson, postJson } from "../platform/api";
import type { SlideMark } from "./types";

export interface Marks {
  readonly items: readonly SlideMark[];
  readonly pin: (x: number, y: number) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly reload: () => Promise<void>;
}

/** The marks that people left on a slide, kept by the hub. */
export function useMarks(slideId: string): Marks {
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
  return {
    items,
    reload: () => load().catch(() => undefined),
    pin: async (x, y) => {
      await postJson(`/api/slides/${slideId}/marks`, { kind: "pin", points: [x, y], text: "" });
      await load();
    },
    remove: async id => {
      await deleteJson(`/api/slides/${slideId}/marks/${id}`);
      await load();
    },
  };
}
