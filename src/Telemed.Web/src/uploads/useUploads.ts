import { useCallback, useEffect, useMemo } from "preact/hooks";
import type { Attachment } from "../case/types";
import { deleteJson, postJson } from "../platform/api";
import { asProblem } from "../platform/problem";
import { createStore, useStore, type Store } from "../platform/store";
import { say } from "../platform/words";
import { problemText } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import { tableOf, type CsvLayout } from "./csv/table";
import { describeFile } from "./describe";
import { contentOf, parcelsOf, type Parcel, type Picked } from "./gather";
import type { Decision, UploadItem } from "./item";
import { lookAtFile } from "./lookAtFile";
import { refusalOf } from "./closedFormats";
import { headBytes } from "./recognise";
import { changeItem, resume, running } from "./cut";
import { sendItem } from "./sendItem";
import { qualityIn } from "./slideQuality";
import type { Urgency } from "./turns";
import { forgetUnfinished, unfinishedOf } from "./unfinished";
import { uploadWords } from "./words";

export type { HeaderPatient, UploadItem, UploadState } from "./item";

export interface Uploads {
  readonly items: readonly UploadItem[];
  readonly add: (picked: readonly Picked[]) => void;
  readonly pause: (localId: string) => void;
  readonly resume: (localId: string) => void;
  readonly remove: (localId: string) => void;
  readonly confirmIdentity: (localId: string, decision: Decision, reason: string) => Promise<void>;
  /** Says what the columns of a table of numbers are; then it is sent. */
  readonly describe: (localId: string, layout: CsvLayout) => void;
  /** Shows files that the hub has already, after the page was opened again. */
  readonly show: (attachments: readonly Attachment[]) => void;
}

export interface UploadOptions {
  /** Files wait until there is a case at the hub to hang them on. */
  readonly isReady?: boolean;
  readonly patientId?: string | null;
  /** The case's colour: slides of a Red case leave before those of others. */
  readonly colour?: Urgency;
}

/** Sending goes on while the person moves between pages, so the items live outside of the components. */
const stores = new Map<string, Store<readonly UploadItem[]>>();
const waiting = new Map<string, Map<string, () => void>>();
const questions = new Map<string, (layout: CsvLayout) => void>();
/** The colours of the cases whose pages were open. */
const colours = new Map<string, Urgency>();
/** Cases that the hub knows by now. */
const ready = new Set<string>();

export function useUploads(consultationId: string, { isReady = true, patientId = null, colour }: UploadOptions = {}): Uploads {
  const store = useMemo(() => storeOf(consultationId), [consultationId]);
  const items = useStore(store);
  if (colour !== undefined) colours.set(consultationId, colour);
  useEffect(() => {
    if (!isReady) return;
    ready.add(consultationId);
    const starts = [...(waiting.get(consultationId)?.values() ?? [])];
    waiting.delete(consultationId);
    for (const start of starts) start();
  }, [consultationId, isReady]);
  const add = useCallback(
    (picked: readonly Picked[]) => void addAll(consultationId, store, picked, patientId),
    [consultationId, patientId],
  );
  return {
    items,
    add,
    pause: localId => {
      void running.get(localId)?.abort();
      changeItem(store, localId, { state: "paused", rateBytesPerS: 0, problem: null });
    },
    resume: localId => resume(store, localId),
    remove: localId => void remove(consultationId, store, localId).catch(told),
    confirmIdentity: (localId, decision, reason) => decide(store, localId, decision, reason).catch(told),
    describe: (localId, layout) => questions.get(localId)?.(layout),
    show: attachments => show(store, attachments),
  };
}

/** A step that did not work says so; the file stays in the list as it was. */
function told(error: unknown): void {
  const { title, text } = problemText(asProblem(error));
  toast(`${title}. ${text}`, { look: "red" });
}

async function addAll(
  consultationId: string,
  store: Store<readonly UploadItem[]>,
  picked: readonly Picked[],
  patientId: string | null,
): Promise<void> {
  const parcels = await parcelsOf(picked).catch(() => {
    // A stick that was pulled out, a folder that may not be read: nothing has been taken.
    toast(say(uploadWords, "unreadable"), { look: "red" });
    return [];
  });
  for (const parcel of parcels) void addOne(consultationId, store, parcel, patientId);
}

async function addOne(
  consultationId: string,
  store: Store<readonly UploadItem[]>,
  parcel: Parcel,
  patientId: string | null,
): Promise<void> {
  const localId = crypto.randomUUID();
  store.set([...store.get(), {
    localId, name: parcel.name, sizeBytes: parcel.files.reduce((sum, file) => sum + file.size, 0), sentBytes: 0,
    rateBytesPerS: 0, state: "waiting", recognised: { kind: parcel.kind }, fileCount: parcel.files.length,
    leftOut: parcel.leftOut, mismatch: [],
  }]);
  await prepare(consultationId, store, localId, parcel, patientId).catch(() =>
    changeItem(store, localId, { state: "refused", problem: { detail: say(uploadWords, "unreadable") } }),
  );
}

async function prepare(
  consultationId: string,
  store: Store<readonly UploadItem[]>,
  localId: string,
  parcel: Parcel,
  patientId: string | null,
): Promise<void> {
  const [only] = parcel.files;
  const refused = parcel.files.length === 1 && only !== undefined ? await refusalOf(only) : null;
  if (refused !== null) {
    changeItem(store, localId, { state: "refused", problem: refused });
    return;
  }
  const content = await packed(store, localId, parcel);
  const csv = await described(store, localId, parcel);
  replaceStopped(store, content);
  if (csv === null) void look(store, localId, parcel, content, patientId);
  const start = () => void sendItem({ consultationId, store, localId, file: content, kind: parcel.kind, csv, urgency: () => colours.get(consultationId) ?? "yellow" });
  if (ready.has(consultationId)) start();
  else waitFor(consultationId, localId, start);
}

async function packed(store: Store<readonly UploadItem[]>, localId: string, parcel: Parcel): Promise<File> {
  if (parcel.files.length === 1) return contentOf(parcel, () => undefined);
  changeItem(store, localId, { state: "packing" });
  const content = await contentOf(parcel, sentBytes => changeItem(store, localId, { sentBytes }));
  changeItem(store, localId, { state: "waiting", name: content.name, sizeBytes: content.size, sentBytes: 0 });
  return content;
}

/** Waits for what the columns of a table of numbers are; null at once for every other file. */
async function described(
  store: Store<readonly UploadItem[]>,
  localId: string,
  parcel: Parcel,
): Promise<CsvLayout | null> {
  const [file] = parcel.files;
  const table = parcel.kind === "ecg" && parcel.files.length === 1 && file ? await tableOf(file, headBytes) : null;
  if (table === null) return null;
  changeItem(store, localId, { state: "asking", table });
  const layout = await new Promise<CsvLayout>(resolve => questions.set(localId, resolve));
  questions.delete(localId);
  const leads = layout.columns.filter(lead => lead !== null).length;
  changeItem(store, localId, {
    state: "waiting", table: null, recognised: { kind: parcel.kind, text: describeFile("ecg", { leads }) },
  });
  return layout;
}

/** What the first image says is true of the whole examination; a zip and an ECG are looked at as they are. */
async function look(
  store: Store<readonly UploadItem[]>,
  localId: string,
  parcel: Parcel,
  content: File,
  patientId: string | null,
): Promise<void> {
  const first = parcel.kind === "dicom" ? (parcel.files[0] ?? content) : content;
  const seen = await lookAtFile(first, parcel.kind, patientId);
  const item = store.get().find(each => each.localId === localId);
  if (seen === null || item === undefined || item.state === "accepted" || item.state === "refused") return;
  const summary = parcel.files.length > 1 ? { ...seen.summary, instances: parcel.files.length } : seen.summary;
  changeItem(store, localId, {
    look: seen,
    ...(seen.subject === null
      ? {}
      : { recognised: { kind: parcel.kind, text: describeFile(seen.subject, summary) } }),
    ...(seen.patient === null ? {} : { header: seen.patient }),
    mismatch: item.mismatch.length > 0 ? item.mismatch : seen.mismatch,
  });
}

function waitFor(consultationId: string, localId: string, start: () => void): void {
  const starts = waiting.get(consultationId) ?? new Map<string, () => void>();
  starts.set(localId, start);
  waiting.set(consultationId, starts);
}

async function remove(consultationId: string, store: Store<readonly UploadItem[]>, localId: string): Promise<void> {
  const item = store.get().find(each => each.localId === localId);
  if (item?.state === "accepted" && item.attachmentId)
    await deleteJson(`/api/attachments/${item.attachmentId}`).catch((error: unknown) => {
      if (asProblem(error).status !== 404) throw error; // it is gone already
    });
  waiting.get(consultationId)?.delete(localId);
  questions.delete(localId);
  if (item?.state === "accepted") running.delete(localId);
  else if (item?.state === "stopped") {
    const stopped = unfinishedOf(consultationId).find(each => each.key === localId);
    if (stopped) await deleteJson(stopped.address).catch(() => undefined);
    localStorage.removeItem(localId);
  } else void Promise.resolve(running.get(localId)?.abort(true)).catch(() => undefined); // the hub clears up later
  if (item) forgetUnfinished(consultationId, item.name, item.sizeBytes);
  running.delete(localId);
  store.set(store.get().filter(each => each.localId !== localId));
}

/** Said before the file has arrived whole, a decision waits with it; a wrong file is simply taken out. */
async function decide(
  store: Store<readonly UploadItem[]>,
  localId: string,
  decision: Decision,
  reason: string,
): Promise<void> {
  const item = store.get().find(each => each.localId === localId);
  if (item === undefined) return;
  if (item.attachmentId) await postJson(`/api/attachments/${item.attachmentId}/identity`, { decision, reason });
  else changeItem(store, localId, { decided: { decision, reason } });
  changeItem(store, localId, { mismatch: [] });
}

function show(store: Store<readonly UploadItem[]>, attachments: readonly Attachment[]): void {
  const known = new Set(store.get().map(item => item.attachmentId));
  const added = attachments
    // A slide that still arrives is one of the uploads that stopped, until its file is chosen again.
    .filter(each => !known.has(each.id) && each.summary?.["arriving"] !== true)
    .map((each): UploadItem => ({
      localId: each.id, name: each.fileName, sizeBytes: each.sizeBytes, sentBytes: each.sizeBytes, rateBytesPerS: 0,
      state: "accepted", recognised: { kind: each.kind, text: describeFile(each.kind, each.summary) },
      attachmentId: each.id, quality: qualityIn(each.summary), warnings: each.warnings, mismatch: each.mismatchDecision === null ? each.mismatch : [],
    }));
  if (added.length > 0) store.set([...added, ...store.get()]);
}

function replaceStopped(store: Store<readonly UploadItem[]>, file: File): void {
  store.set(store.get().filter(
    item => item.state !== "stopped" || item.name !== file.name || item.sizeBytes !== file.size,
  ));
}

function storeOf(consultationId: string): Store<readonly UploadItem[]> {
  let store = stores.get(consultationId);
  if (!store) {
    store = createStore<readonly UploadItem[]>(unfinishedOf(consultationId).map(each => ({
      localId: each.key, name: each.name, sizeBytes: each.sizeBytes, sentBytes: 0, rateBytesPerS: 0, state: "stopped",
      mismatch: [],
    })));
    stores.set(consultationId, store);
  }
  return store;
}
