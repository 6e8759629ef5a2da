import { useEffect, useMemo, useState } from "preact/hooks";
import { useAgain } from "../platform/again";
import { useData, type Data } from "../platform/data";
import { asProblem, type Problem } from "../platform/problem";
import { filtered, isOriginal, type DisplayFilters } from "./filters";
import { fetchTrace, type Lead, type Trace, type TraceGroup } from "./trace";
import type { EcgInfo } from "./types";

/** Long recordings come a minute at a time, each piece reaching ten seconds into the next. */
const chunkSeconds = 60;
const stepMs = 50_000;
/** Measuring takes less than a second after arrival; who opens the ECG in that second gets the values a moment later. */
const measuringPollMs = 1500;

export interface Ecg {
  readonly info: Data<EcgInfo>;
  /** The piece that holds the page, or the one before it while this is coming; null before the first. */
  readonly trace: Trace | null;
  /** The piece that holds the page has not come yet. */
  readonly isComing: boolean;
  readonly failed: boolean;
  readonly again: () => void;
}

/** An ECG with the piece of its trace that holds the page at `startMs`; null loads nothing. */
export function useEcg(ecgId: string | null, startMs: number): Ecg {
  const info = useData<EcgInfo>(ecgId === null ? null : `/api/ecgs/${ecgId}`);
  const isMeasuring = info.value?.measuring === true;
  useEffect(() => {
    if (!isMeasuring || info.loading) return;
    const timer = setTimeout(info.refetch, measuringPollMs);
    return () => clearTimeout(timer);
  }, [isMeasuring, info.loading]);
  const [loaded, setLoaded] = useState<{ readonly key: string; readonly trace: Trace } | null>(null);
  const [failure, setFailure] = useState<{ readonly key: string; readonly problem: Problem } | null>(null);
  const [round, setRound] = useState(0);
  const chunkMs = Math.floor(Math.max(0, startMs) / stepMs) * stepMs;
  const key = `${ecgId} ${chunkMs}`;
  useEffect(() => {
    if (ecgId === null) return;
    const abort = new AbortController();
    fetchTrace(ecgId, chunkMs, chunkSeconds, abort.signal).then(
      trace => {
        setLoaded({ key, trace });
        setFailure(null);
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setFailure({ key, problem: asProblem(error) });
      },
    );
    return () => abort.abort();
  }, [key, round]);
  const again = () => setRound(count => count + 1);
  const failed = failure?.key === key && loaded?.key !== key;
  useAgain(failed && failure.problem.mayPass ? failure : null, again);
  const isOwn = loaded?.key.split(" ")[0] === ecgId;
  return {
    info,
    trace: isOwn ? (loaded?.trace ?? null) : null,
    isComing: ecgId !== null && loaded?.key !== key && !failed,
    failed,
    again,
  };
}

/** The leads of a group by name, filtered for display; the stored samples stay as they are. */
export function useLeads(group: TraceGroup | null, filters: DisplayFilters): ReadonlyMap<string, Lead> {
  return useMemo(() => {
    const leads = new Map<string, Lead>();
    for (const lead of group?.leads ?? []) {
      const isTrace = group?.kind === "rhythm" && !isOriginal(filters);
      leads.set(lead.label, isTrace ? { ...lead, values: filtered(lead.values, group.samplingRateHz, filters) } : lead);
    }
    return leads;
  }, [group, filters]);
}

/** Largest distance from zero of each lead, for the automatic gain; computed once per piece of trace. */
export function peaksOf(leads: ReadonlyMap<string, Lead>): (lead: string) => number {
  const peaks = new Map<string, number>();
  for (const [label, lead] of leads) {
    let peak = 0;
    for (const value of lead.values) if (Math.abs(value) > peak) peak = Math.abs(value);
    peaks.set(label, peak);
  }
  return lead => peaks.get(lead) ?? 0;
}

/** Leads without any movement: an electrode that lost its contact draws a flat line, or nothing. */
export function leadsOff(leads: ReadonlyMap<string, Lead>): readonly string[] {
  return [...leads.values()]
    .filter(lead => {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (const value of lead.values) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
      return !(high - low > 5);
    })
    .map(lead => lead.label);
}
