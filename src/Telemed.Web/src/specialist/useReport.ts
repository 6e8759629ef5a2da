import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Missing, Report, ReportBody, ReportDraft } from "../case/types";
import { useAgain } from "../platform/again";
import { getJson, putJson } from "../platform/api";
import { dropDraft, keepDraft, keptDraft } from "../platform/drafts";
import { asProblem, isAbort, type Problem } from "../platform/problem";

export type SaveState = "clean" | "dirty" | "saving";

export interface ReportState {
  readonly body: ReportBody | null;
  readonly template: string | null;
  readonly version: number;
  readonly missing: readonly Missing[];
  readonly previous: Report | null;
  readonly savedAt: string | null;
  readonly save: SaveState;
  readonly problem: Problem | null;
  readonly change: (next: (body: ReportBody) => ReportBody) => void;
  readonly saveNow: () => Promise<{ readonly version: number; readonly missing: readonly Missing[] }>;
  /** The version of the newest save; a signature names it. */
  readonly versionNow: () => number;
  readonly keepMine: () => void;
  /** Asks the hub anew for a draft that did not come. */
  readonly reload: () => void;
  /** Gives up what only this device has, and shows what the hub has. */
  readonly takeTheirs: () => void;
  readonly forget: () => void;
}

const saveAfterMs = 2_000;

interface SavedDraft {
  readonly version: number;
  readonly savedAt: string;
  readonly missing?: readonly Missing[];
}

/** What is kept on this device: the text, and the hub's version that it was written over. */
interface KeptReport {
  readonly body: ReportBody;
  readonly over: number;
}

/**
 * The version that a text of this device is saved over. When somebody else has saved since, it is the old one: the hub
 * then refuses, and the person decides which text stays.
 */
export const savedOver = (kept: KeptReport | null, atHub: number): number => kept?.over ?? atHub;

/** How many texts are remembered whose save was not answered. */
const lostAtMost = 8;

const toBody = (draft: ReportBody | Report): ReportBody => ({
  content: draft.content ?? {},
  answers: draft.answers ?? [],
  impression: draft.impression ?? null,
  advice: draft.advice ?? null,
  limits: draft.limits ?? null,
  certainty: draft.certainty ?? null,
  critical: typeof draft.critical === "boolean" ? { is: draft.critical } : (draft.critical ?? { is: false }),
  actionCard: draft.actionCard ?? { doNow: null, give: null, doNot: null, sendIf: null, callBackAt: null },
});

/** A report as text, the same for the same report whatever the order of its parts. */
export function asText(body: ReportBody): string {
  return JSON.stringify(toBody(body), (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}

/** The draft of a report: kept on the device with every key, at the hub every two seconds. */
export function useReport(caseId: string, personId: string, amends: string | null): ReportState {
  const key = amends === null ? `report.${caseId}` : `amendment.${amends}`;
  const [body, setBody] = useState<ReportBody | null>(null);
  const [meta, setMeta] = useState({
    template: null as string | null,
    version: 0,
    missing: [] as readonly Missing[],
    previous: null as Report | null,
    savedAt: null as string | null,
  });
  const [save, setSave] = useState<SaveState>("clean");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  const latest = useRef(body);
  latest.current = body;
  const version = useRef(0);
  const edits = useRef(0);
  const saving = useRef<Promise<unknown> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  // What was sent while the line broke may have arrived: then it is not somebody else who saved meanwhile.
  const lost = useRef<readonly string[]>([]);

  useEffect(() => {
    const abort = new AbortController();
    const local = keptDraft<KeptReport>(key, personId);
    const load =
      amends === null
        ? getJson<ReportDraft>(`/api/consultations/${caseId}/report-draft`, abort.signal).then(draft =>
            adopt(draft, draft.previous, draft.version, draft.missing, draft.savedAt),
          )
        : getJson<Report>(`/api/reports/${amends}`, abort.signal).then(report => adopt(report, report, 0, [], null));
    load.catch((error: unknown) => {
      if (!isAbort(error)) setProblem(asProblem(error));
    });
    return () => abort.abort();

    function adopt(
      from: (ReportBody | Report) & { readonly template: string },
      previous: Report | null,
      at: number,
      missing: readonly Missing[],
      savedAt: string | null,
    ) {
      version.current = savedOver(local, at);
      setProblem(null);
      setMeta({ template: from.template, version: at, missing, previous, savedAt });
      setBody(local?.body ?? toBody(from));
      if (local !== null) {
        edits.current++;
        setSave("dirty");
      }
    }
  }, [caseId, amends, round]);

  const store = useCallback(async () => {
    const before = edits.current;
    const url = `/api/consultations/${caseId}/report-draft`;
    const sent = latest.current;
    const put = () => putJson<SavedDraft>(url, { ...sent, version: version.current });
    const answer = await put().catch(async (error: unknown) => {
      const found = asProblem(error);
      if (found.mayPass && sent !== null) lost.current = [...lost.current, asText(sent)].slice(-lostAtMost);
      if (found.code !== "version_conflict" || lost.current.length === 0) throw error;
      const atHub = await getJson<ReportDraft>(url);
      if (!lost.current.includes(asText(toBody(atHub)))) throw error;
      version.current = atHub.version;
      return await put();
    });
    lost.current = [];
    version.current = answer.version;
    const missing = answer.missing ?? [];
    setMeta(old => ({ ...old, version: answer.version, savedAt: answer.savedAt, missing }));
    setProblem(null);
    if (edits.current === before) {
      setSave("clean");
      dropDraft(key);
    } else {
      if (latest.current !== null)
        keepDraft(key, personId, { body: latest.current, over: answer.version } satisfies KeptReport);
      setSave("dirty");
    }
    return { version: answer.version, missing };
  }, [caseId, key, personId]);

  const saveNow = useCallback(async () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    // A save names the version that the one before it led to: two that waited for the same third refused each other.
    const before = saving.current;
    const run = (async () => {
      await before?.catch(() => undefined);
      setSave("saving");
      return await store();
    })();
    saving.current = run;
    try {
      return await run;
    } catch (error) {
      setSave("dirty");
      if (!isAbort(error)) setProblem(asProblem(error));
      throw error;
    } finally {
      if (saving.current === run) saving.current = null;
    }
  }, [store]);

  const change = useCallback(
    (next: (body: ReportBody) => ReportBody) => {
      if (latest.current === null) return;
      edits.current++;
      latest.current = next(latest.current);
      setBody(latest.current);
      keepDraft(key, personId, { body: latest.current, over: version.current } satisfies KeptReport);
      setSave("dirty");
      if (amends !== null) return; // an amendment reaches the hub only when it is signed; until then it is kept here
      timer.current ??= setTimeout(() => {
        timer.current = null;
        void saveNow().catch(() => undefined);
      }, saveAfterMs);
    },
    [key, personId, amends, saveNow],
  );

  useEffect(() => {
    if (
      save === "dirty" &&
      body !== null &&
      amends === null &&
      timer.current === null &&
      saving.current === null &&
      problem === null
    ) {
      timer.current = setTimeout(() => {
        timer.current = null;
        void saveNow().catch(() => undefined);
      }, saveAfterMs);
    }
  }, [save]);
  const reload = useCallback(() => {
    setProblem(null);
    setRound(count => count + 1);
  }, []);
  useAgain(problem?.mayPass ? problem : null, () => {
    if (body === null) setRound(count => count + 1);
    else if (save === "dirty" && amends === null && saving.current === null) void saveNow().catch(() => undefined);
  });
  useEffect(
    () => () => {
      if (timer.current !== null) void saveNow().catch(() => undefined);
    },
    [saveNow],
  );

  const keepMine = useCallback(() => {
    const current = problem?.body["current"];
    if (typeof current === "number") version.current = current;
    else if (typeof current === "object" && current !== null && "version" in current)
      version.current = Number(current.version);
    void saveNow().catch(() => undefined);
  }, [problem, saveNow]);

  const takeTheirs = useCallback(() => {
    dropDraft(key);
    setProblem(null);
    setSave("clean");
    setRound(count => count + 1);
  }, [key]);

  return {
    body,
    ...meta,
    save,
    problem,
    change,
    saveNow,
    versionNow: () => version.current,
    keepMine,
    reload,
    takeTheirs,
    forget: () => dropDraft(key),
  };
}
