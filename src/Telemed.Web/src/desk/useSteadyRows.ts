import { useEffect, useRef, useState } from "preact/hooks";
import { isBehind, steadyRows, type SteadyRow } from "./steadyRows";

interface SteadyOptions<R> {
  readonly onArrived?: (rows: readonly R[]) => void;
  readonly listKey?: string;
  /** Rows after the last known one are the next page, not news. */
  readonly isPaged?: boolean;
}

interface Steady<R> {
  readonly rows: readonly SteadyRow<R>[];
  /** The rows that came while the page was open; they are drawn so that the eye finds them. */
  readonly arrivedIds: ReadonlySet<string>;
  /** The list waits for the hand to leave before it takes its newest order. */
  readonly behind: boolean;
  readonly renew: () => void;
  readonly box: { current: HTMLDivElement | null };
}

/**
 * A live list that renews itself at once, except while a pointer or the focus is on it. With another `listKey` it is
 * another list, of which nothing is kept.
 */
export function useSteadyRows<R extends { readonly id: string }>(
  fresh: readonly R[] | null,
  how: SteadyOptions<R> = {},
): Steady<R> {
  const { onArrived, listKey = "", isPaged = false } = how;
  const [drawn, setDrawn] = useState<readonly R[]>(fresh ?? []);
  const known = useRef<Set<string> | null>(null);
  const keyShown = useRef(listKey);
  const arrived = useRef(new Set<string>());
  const box = useRef<HTMLDivElement>(null);
  const latestOnArrived = useRef(onArrived);
  latestOnArrived.current = onArrived;
  useEffect(() => {
    if (fresh === null) return;
    const isSameList = keyShown.current === listKey;
    keyShown.current = listKey;
    if (!isSameList) known.current = null;
    const before = known.current;
    known.current = new Set(fresh.map(row => row.id));
    const upTo = isPaged ? fresh.findLastIndex(row => before?.has(row.id)) : fresh.length;
    const news = before === null ? [] : fresh.slice(0, Math.max(upTo, 0)).filter(row => !before.has(row.id));
    for (const row of news) arrived.current.add(row.id);
    if (news.length > 0) latestOnArrived.current?.(news);
    setDrawn(old => (isSameList && isHeld(box.current) ? steadyRows(old, fresh).map(each => each.row) : fresh));
  }, [fresh, listKey]);
  const rows = steadyRows(keyShown.current === listKey ? drawn : (fresh ?? []), fresh ?? drawn);
  return {
    rows,
    arrivedIds: arrived.current,
    behind: fresh !== null && isBehind(rows, fresh),
    renew: () => setDrawn(fresh ?? []),
    box,
  };
}

function isHeld(box: HTMLElement | null): boolean {
  return box !== null && (box.matches(":hover") || box.contains(document.activeElement));
}
