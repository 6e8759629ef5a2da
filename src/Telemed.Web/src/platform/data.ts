import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useAgain } from "./again";
import { getJson } from "./api";
import { useLive } from "./live";
import { asProblem, isAbort, type Problem } from "./problem";

/** What a page shows of something at the hub: the last known answer, and what went wrong with the newest try. */
export interface Data<T> {
  readonly value: T | null;
  readonly problem: Problem | null;
  readonly loading: boolean;
  readonly refetch: () => void;
  readonly set: (value: T) => void;
}

/** Answers kept in memory so that the back button shows its page at once; renewed each time they are shown. */
const kept = new Map<string, unknown>();
const keptLimit = 200;

/** Changes come in bursts; one fetch a quarter of a second shows them all. */
const gatherMs = 250;

export function forgetData(): void {
  kept.clear();
}

/** Fetches `url` (null: nothing yet), and again whenever one of the live topics changes. */
export function useData<T>(url: string | null, topic: string | null = null, second: string | null = null): Data<T> {
  const [state, setState] = useState<{
    url: string | null;
    value: T | null;
    problem: Problem | null;
    loading: boolean;
  }>(() => ({ url, value: fromKept<T>(url), problem: null, loading: url !== null }));
  const [round, setRound] = useState(0);
  // What is asked again by itself changes nothing on the page until it is answered.
  const isQuiet = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(() => {
    if (url === null) {
      setState({ url, value: null, problem: null, loading: false });
      return;
    }
    const abort = new AbortController();
    if (!isQuiet.current)
      setState(old => ({ url, value: old.url === url ? old.value : fromKept<T>(url), problem: null, loading: true }));
    isQuiet.current = false;
    getJson<T>(url, abort.signal).then(
      value => {
        keep(url, value);
        if (!abort.signal.aborted) setState({ url, value, problem: null, loading: false });
      },
      (error: unknown) => {
        if (isAbort(error) || abort.signal.aborted) return;
        setState(old => ({ ...old, problem: asProblem(error), loading: false }));
      },
    );
    return () => abort.abort();
  }, [url, round]);

  const refetch = useCallback(() => setRound(count => count + 1), []);
  const soon = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      setRound(count => count + 1);
    }, gatherMs);
  }, []);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  useLive(topic, soon);
  useLive(second, soon);
  useAgain(state.problem?.mayPass ? state.problem : null, () => {
    isQuiet.current = true;
    refetch();
  });

  const set = useCallback(
    (value: T) => {
      if (url !== null) keep(url, value);
      setState({ url, value, problem: null, loading: false });
    },
    [url],
  );
  // Between a new url and its effect the old value belongs to another thing: do not show it for a moment.
  const current = state.url === url;
  return {
    value: current ? state.value : fromKept<T>(url),
    problem: current ? state.problem : null,
    loading: current ? state.loading : url !== null,
    refetch,
    set,
  };
}

function fromKept<T>(url: string | null): T | null {
  return url === null ? null : ((kept.get(url) as T | undefined) ?? null);
}

function keep(url: string, value: unknown): void {
  kept.delete(url);
  kept.set(url, value);
  if (kept.size > keptLimit) kept.delete(kept.keys().next().value as string);
}
