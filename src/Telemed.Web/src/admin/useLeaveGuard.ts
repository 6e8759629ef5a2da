import { useEffect, useRef } from "preact/hooks";
import { guardLeaving } from "../platform/router";
import { say } from "../platform/words";
import { adminWords } from "./words";

/** Asks before a page with unsaved changes is left, by a link or by closing the window. */
export function useLeaveGuard(changed: boolean): void {
  const latest = useRef(changed);
  latest.current = changed;
  useEffect(() => {
    // The router asks in one breath, so the question is the browser's own.
    const stop = guardLeaving(() => !latest.current || window.confirm(say(adminWords, "unsaved")));
    const ask = (event: BeforeUnloadEvent) => {
      if (latest.current) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => {
      stop();
      window.removeEventListener("beforeunload", ask);
    };
  }, []);
}
