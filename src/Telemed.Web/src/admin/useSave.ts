import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../platform/problem";

interface Save {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** Runs one change; what goes wrong stays on the page with everything typed. True when it went well. */
  readonly run: (step: () => Promise<void>) => Promise<boolean>;
  readonly clear: () => void;
}

/** One change at a time, and what the hub said to it. */
export function useSave(): Save {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (step: () => Promise<void>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    try {
      await step();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run, clear: () => setProblem(null) };
}
