import { useMemo, useState } from "preact/hooks";
import { getJson } from "./api";
import { useData, type Data } from "./data";
import { asProblem, type Problem } from "./problem";

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface PagedData<T> {
  readonly first: Data<Page<T>>;
  /** The first page, always in its newest state, and the pages fetched after it. */
  readonly items: readonly T[] | null;
  readonly hasMore: boolean;
  readonly problem: Problem | null;
  readonly more: () => void;
}

/** More than this is not a list any more; filters are there for that. */
const rowsAtMost = 1_000;

/** A list that grows by pages. Live updates renew the first page; the later ones are renewed when asked for again. */
export function usePages<T extends { readonly id: string }>(url: string, topic: string | null): PagedData<T> {
  const first = useData<Page<T>>(url, topic);
  const [later, setLater] = useState<{ url: string; items: readonly T[]; next: string | null } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const own = later?.url === url ? later : null;
  const next = own === null ? (first.value?.next ?? null) : own.next;
  // The same list as before as long as nothing changed: whoever watches it must not see a change in each drawing.
  const items = useMemo(
    () => (first.value === null ? null : withoutTwins([...first.value.items, ...(own?.items ?? [])])),
    [first.value, own],
  );
  const more = () => {
    if (next === null) return;
    const separator = url.includes("?") ? "&" : "?";
    getJson<Page<T>>(`${url}${separator}cursor=${encodeURIComponent(next)}`).then(
      page => setLater({ url, items: [...(own?.items ?? []), ...page.items], next: page.next }),
      (error: unknown) => setProblem(asProblem(error)),
    );
  };
  return { first, items, hasMore: next !== null && (items?.length ?? 0) < rowsAtMost, problem, more };
}

/** A row may move from a later page to the first while it is in view: it is shown once. */
export function withoutTwins<T extends { readonly id: string }>(rows: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return rows.filter(row => !seen.has(row.id) && seen.add(row.id));
}
