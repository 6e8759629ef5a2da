import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useAgain } from "../platform/again";
import { getJson } from "../platform/api";
import { useLive } from "../platform/live";
import { asProblem, isAbort, type Problem } from "../platform/problem";
import type { Page } from "./types";

const pageRows = 50;
const pageRowsMost = 200;
/** Bursts of changes are shown together. */
const gatherMs = 1_000;

interface Pages<R> {
  readonly rows: readonly R[] | null;
  readonly more: boolean;
  readonly problem: Problem | null;
  readonly loading: boolean;
  readonly loadMore: () => void;
  readonly refetch: () => void;
}

interface Loaded<R> {
  readonly url: string;
  readonly rows: readonly R[];
  readonly next: string | null;
}

/** A long list by its keyset: page after page, renewed as far as it was read whenever the topic changes. */
export function usePages<R extends { readonly id: string }>(url: string, topic: string | null): Pages<R> {
  const [loaded, setLoaded] = useState<Loaded<R> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(true);
  const latest = useRef<Loaded<R> | null>(null);
  latest.current = loaded;
  const running = useRef<AbortController | null>(null);

  const load = useCallback(
    (rowsWanted: number, from: Loaded<R> | null) => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      setLoading(true);
      setProblem(null);
      fetchRows<R>(url, rowsWanted, from, abort.signal).then(
        result => {
          setLoaded(result);
          setLoading(false);
        },
        (error: unknown) => {
          if (isAbort(error)) return;
          setProblem(asProblem(error));
          setLoading(false);
        },
      );
    },
    [url],
  );

  const refetch = useCallback(
    () => load(Math.max(pageRows, latest.current?.url === url ? latest.current.rows.length : 0), null),
    [load, url],
  );
  useEffect(() => {
    load(pageRows, null);
    return () => running.current?.abort();
  }, [load]);
  useAgain(problem?.mayPass ? problem : null, refetch);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  useLive(topic, () => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      refetch();
    }, gatherMs);
  });
  const current = loaded?.url === url ? loaded : null;
  return {
    rows: current?.rows ?? null,
    more: current?.next != null,
    problem,
    loading,
    loadMore: () => {
      if (!loading && current?.next) load(pageRows, current);
    },
    refetch,
  };
}

async function fetchRows<R extends { readonly id: string }>(
  url: string,
  rowsWanted: number,
  from: Loaded<R> | null,
  signal: AbortSignal,
): Promise<Loaded<R>> {
  const rows = [...(from?.rows ?? [])];
  const known = new Set(rows.map(row => row.id));
  let next = from?.next ?? null;
  let left = rowsWanted;
  do {
    const limit = Math.min(left, pageRowsMost);
    const cursor: string = next === null ? "" : `&cursor=${encodeURIComponent(next)}`;
    const page: Page<R> = await getJson<Page<R>>(
      `${url}${url.includes("?") ? "&" : "?"}limit=${limit}${cursor}`,
      signal,
    );
    // A row whose place changed between two pages may come twice; it is shown once.
    rows.push(...page.items.filter(row => !known.has(row.id)));
    for (const row of page.items) known.add(row.id);
    next = page.next;
    left -= limit;
  } while (next !== null && left > 0);
  return { url, rows, next };
}
