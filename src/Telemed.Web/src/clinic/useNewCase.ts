import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Case } from "../case/types";
import { useAgain } from "../platform/again";
import { getJson, postJson, putJson } from "../platform/api";
import { dropDraft, keepDraft, keptDraft } from "../platform/drafts";
import { asProblem, isAbort, type Problem } from "../platform/problem";
import { nowMs } from "../platform/time";
import { bodyOf, canLiveAtHub, emptyCase, type NewCase } from "./newCase";
import { registered } from "./sendCase";

export type Saved =
  | { readonly kind: "nothing" }
  | { readonly kind: "here" }
  | { readonly kind: "saving" }
  | { readonly kind: "atHub"; readonly at: string };

export interface NewCaseState {
  readonly draft: NewCase;
  readonly saved: Saved;
  readonly problem: Problem | null;
  readonly loading: boolean;
  /** Asks the hub again for a draft that did not come. */
  readonly reload: () => void;
  readonly change: (next: (draft: NewCase) => NewCase) => void;
  /** Saves what is not saved yet and resolves with the draft as the hub holds it. */
  readonly saveNow: () => Promise<NewCase>;
  readonly forget: () => void;
}

const saveAfterMs = 1_200;
const draftKey = (id: string) => `case.${id}`;

/**
 * Starts the case under the number made here. When an earlier try may have arrived with older words, the hub
 * answers with that older case: then the newest words follow at once.
 */
async function started(body: Readonly<Record<string, unknown>>, tries: { current: number }): Promise<Case> {
  tries.current++;
  const answer = await postJson<Case>("/api/consultations", body);
  if (tries.current === 1) return answer;
  return await putJson<Case>(`/api/consultations/${answer.id}`, { ...body, version: answer.version });
}

/** A draft that is kept on the device with every key and at the hub a second later. */
export function useNewCase(id: string, personId: string, isFresh: boolean): NewCaseState {
  const [draft, setDraft] = useState<NewCase>(() => keptDraft<NewCase>(draftKey(id), personId) ?? emptyCase(id));
  const [saved, setSaved] = useState<Saved>({ kind: "nothing" });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(!isFresh && keptDraft(draftKey(id), personId) === null);
  const latest = useRef(draft);
  latest.current = draft;
  const edits = useRef(0);
  const savedEdits = useRef(0);
  // A draft that was kept here may have reached the hub before, with older words.
  const tries = useRef(keptDraft(draftKey(id), personId) === null ? 0 : 1);
  const saving = useRef<Promise<NewCase> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const [round, setRound] = useState(0);
  const [cut, setCut] = useState<Problem | null>(null);
  const reload = useCallback(() => setRound(count => count + 1), []);
  useEffect(() => {
    if (!loading) return;
    const abort = new AbortController();
    getJson<Case>(`/api/consultations/${id}`, abort.signal).then(
      found => {
        setDraft(draftOf(found));
        setProblem(null);
        setLoading(false);
        setSaved({ kind: "atHub", at: found.createdAt });
      },
      (error: unknown) => {
        if (isAbort(error)) return;
        // Not at the hub: an empty form under the same number. What only did not come must not be written over by one.
        if (asProblem(error).status === 404) setLoading(false);
        else setProblem(asProblem(error));
      },
    );
    return () => abort.abort();
  }, [id, round]);

  const store = useCallback(async (): Promise<NewCase> => {
    const before = edits.current;
    latest.current = await registered(latest.current);
    const body = bodyOf(latest.current, new Date(nowMs()).toISOString());
    const answer =
      latest.current.version === null
        ? await started(body, tries)
        : await putJson<Case>(`/api/consultations/${id}`, body);
    savedEdits.current = before;
    const next = { ...latest.current, version: answer.version };
    latest.current = next;
    setDraft(next);
    keepDraft(draftKey(id), personId, next);
    return next;
  }, [id, personId]);

  const saveNow = useCallback(async (): Promise<NewCase> => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    await saving.current?.catch(() => undefined); // one at a time, or the second would carry an old version
    if (!canLiveAtHub(latest.current)) return latest.current;
    if (savedEdits.current === edits.current && latest.current.version !== null) return latest.current;
    setSaved({ kind: "saving" });
    saving.current = store();
    try {
      const next = await saving.current;
      setSaved({ kind: "atHub", at: new Date(nowMs()).toISOString() });
      setProblem(null);
      setCut(null);
      return next;
    } catch (error) {
      setSaved({ kind: "here" });
      const found = asProblem(error);
      if (found.mayPass) setCut(found);
      else if (!isAbort(error)) setProblem(found);
      throw error;
    } finally {
      saving.current = null;
    }
  }, [store]);

  const change = useCallback(
    (next: (draft: NewCase) => NewCase) => {
      edits.current++;
      latest.current = next(latest.current);
      setDraft(latest.current);
      keepDraft(draftKey(id), personId, latest.current);
      setSaved({ kind: "here" });
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = setTimeout(() => void saveNow().catch(() => undefined), saveAfterMs);
    },
    [id, personId, saveNow],
  );

  useAgain(loading && problem?.mayPass ? problem : null, reload);
  // Files wait for the case to be at the hub, so it goes there with the line and not only with the next word typed.
  useAgain(cut, () => {
    if (timer.current === null && saving.current === null) void saveNow().catch(() => undefined);
  });
  useEffect(
    () => () => {
      if (timer.current !== null) void saveNow().catch(() => undefined); // leaving the page saves the last words too
    },
    [saveNow],
  );

  return { draft, saved, problem, loading, reload, change, saveNow, forget: () => dropDraft(draftKey(id)) };
}

function draftOf(found: Case): NewCase {
  return {
    id: found.id,
    patientId: found.patient.id,
    patientName: found.patient.name,
    patientBirthDate: found.patient.birthDate,
    newPatient: null,
    serviceCode: found.serviceCode,
    colour: found.colour,
    colourReason: null,
    colourChosen: true,
    redFlags: found.redFlags,
    questions: found.questions.length > 0 ? found.questions.map(question => question.text) : [""],
    complaint: found.complaint ?? "",
    history: found.history ?? "",
    onsetAt: found.onsetAt,
    vitals: found.vitals ?? {},
    phoneBackName: found.phoneBack?.name ?? "",
    phoneBackNumber: found.phoneBack?.number ?? "",
    version: found.version,
  };
}
