import { useEffect, useRef } from "preact/hooks";
import { connection } from "./connection";
import { useStore } from "./store";

/** A hub that starts anew is there within seconds; one that is away for long is asked twice a minute. */
const waitsMs = [2_000, 5_000, 10_000, 20_000, 30_000];

/** How long to wait before the next try, counted from 0. */
export const waitBefore = (tries: number): number => waitsMs[Math.min(tries, waitsMs.length - 1)] ?? 0;

/**
 * Tries again what failed for want of an answer: as soon as the line is back, and later each time while it is not.
 * @param failure What failed, a new object or number for each try; null when nothing did or trying again is no use.
 */
export function useAgain(failure: unknown, again: () => void): void {
  const tries = useRef(0);
  const latest = useRef(again);
  latest.current = again;
  const hasLine = useStore(connection) !== "offline";
  useEffect(() => {
    if (failure === null) {
      tries.current = 0;
      return;
    }
    const timer = setTimeout(() => latest.current(), waitBefore(tries.current++));
    return () => clearTimeout(timer);
  }, [failure]);
  useEffect(() => {
    if (!hasLine || failure === null) return;
    tries.current = 0;
    latest.current();
  }, [hasLine]);
}
