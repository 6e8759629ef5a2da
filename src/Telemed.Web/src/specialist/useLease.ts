import { useEffect, useRef, useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { asProblem } from "../platform/problem";

const everyMs = 60_000;
/** Whoever has not touched anything for this long is not reading; his lease may run out. */
const quietAfterMs = 10 * 60_000;

/** Keeps the case reserved while the reader is at work. True once the hub says it is no longer his. */
export function useLease(caseId: string, isHolder: boolean): boolean {
  const [isLost, setIsLost] = useState(false);
  const lastTouchMs = useRef(performance.now());
  useEffect(() => {
    if (!isHolder) return;
    const touch = () => {
      lastTouchMs.current = performance.now();
    };
    const renew = () => {
      if (performance.now() - lastTouchMs.current > quietAfterMs) return;
      postJson(`/api/consultations/${caseId}/heartbeat`).catch((error: unknown) => {
        const problem = asProblem(error);
        if (problem.status === 409 || problem.status === 404) setIsLost(true);
      });
    };
    const timer = setInterval(renew, everyMs);
    for (const kind of ["keydown", "pointerdown", "wheel"] as const)
      window.addEventListener(kind, touch, { passive: true });
    return () => {
      clearInterval(timer);
      for (const kind of ["keydown", "pointerdown", "wheel"] as const) window.removeEventListener(kind, touch);
    };
  }, [caseId, isHolder]);
  return isLost;
}
