import { useCallback, useEffect, useState } from "preact/hooks";
import { useAgain } from "./again";

/** A part of the application that is fetched when it is needed. */
export interface Loaded<M> {
  readonly module: M | null;
  readonly failed: boolean;
  readonly again: () => void;
}

/** Fetches a part of the application, and again when it did not come: a cut line must not leave a page empty for good. */
export function useLoaded<M>(load: () => Promise<M>): Loaded<M> {
  const [state, setState] = useState<{ readonly of: unknown; readonly module: M | null; readonly failures: number }>(
    { of: load, module: null, failures: 0 },
  );
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    load().then(
      module => {
        if (!gone) setState({ of: load, module, failures: 0 });
      },
      () => {
        if (!gone) setState(old => ({ of: load, module: null, failures: old.failures + 1 }));
      },
    );
    return () => {
      gone = true;
    };
  }, [load, round]);
  const again = useCallback(() => setRound(count => count + 1), []);
  const isOwn = state.of === load;
  const failures = isOwn ? state.failures : 0;
  useAgain(failures === 0 ? null : failures, again);
  return { module: isOwn ? state.module : null, failed: failures > 0, again };
}
