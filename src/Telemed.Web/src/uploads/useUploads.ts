import { useCallback, useMemo } from "preact/hooks";
import { getJson, postJson } from "../platform/api";
import { asProblem, type ProblemBody } from "../platform/problem";
import { createStore, useStore, type Store } from "../platform/store";
import { recognise, refusedByName } from "./recognise";
import { canSendParts, partsFromBytes, PartUpload } from "./sendParts";

export interface HeaderPatient {
  readonly name?: string | null;
  readonly id?: string | null;
  readonly birthDate?: string | null;
  readonly sex?: string | null;
}

export type UploadState = "waiting" | "sending" | "paused" | "checking" | "accepted" | "refused";

/** One file on its way to a consultation. */
export interface UploadItem {
  readonly localId: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  readonly rateBytesPerS: number;
  readonly state: UploadState;
  readonly recognised?: { readonly kind: string; readonly text?: string } | null;
  readonly problem?: {
    readonly detail: string;
    readonly whatToDo?: string | null;
    readonly section?: string | null;
    readonly offset?: number | null;
  } | null;
  readonly attachmentId?: string | null;
  /** The slide, as soon as enough of it has arrived to be looked at. */
  readonly slideId?: string | null;
  readonly warnings?: readonly string[];
  readonly mismatch: readonly string[];
  readonly header?: HeaderPatient | null;
}

export interface Uploads {
  readonly items: readonly UploadItem[];
  readonly add: (files: readonly File[]) => void;
  readonly pause: (localId: string) => void;
  readonly resume: (localId: string) => void;
  readonly remove: (localId: string) => void;
  readonly confirmIdentity: (
    localId: string,
    decision: "same_patient" | "other_patient",
    reason: string,
  ) => Promise<void>;
}

interface UploadAnswer {
  readonly state: "receiving" | "checking" | "accepted" | "refused";
  readonly attachmentId?: string | null;
  readonly kind?: string | null;
  readonly warnings?: readonly string[];
  readonly header?: HeaderPatient | null;
  readonly mismatch?: readonly string[];
  readonly problem?: { readonly detail: string; readonly whatToDo?: string | null } | null;
}

/** Sending goes on while the person moves between pages, so the items live outside of the components. */
const stores = new Map<string, Store<readonly UploadItem[]>>();
const running = new Map<string, { abort: (alsoAtHub?: boolean) => unknown; start: () => void }>();
const checkEveryMs = 700;
const checksAtMost = 400;

export function useUploads(consultationId: string): Uploads {
  const store = useMemo(() => storeOf(consultationId), [consultationId]);
  const items = useStore(store);
  const add = useCallback(
    (files: readonly File[]) => {
      for (const file of files) void send(consultationId, store, file);
    },
    [consultationId],
  );
  return {
    items,
    add,
    pause: localId => {
      void running.get(localId)?.abort();
      change(store, localId, { state: "paused", rateBytesPerS: 0 });
    },
    resume: localId => {
      running.get(localId)?.start();
      change(store, localId, { state: "sending" });
    },
    remove: localId => {
      void running.get(localId)?.abort(true);
      running.delete(localId);
      store.set(store.get().filter(item => item.localId !== localId));
    },
    confirmIdentity: async (localId, decision, reason) => {
      const item = store.get().find(each => each.localId === localId);
      if (!item?.attachmentId) return;
      await postJson(`/api/attachments/${item.attachmentId}/identity`, { decision, reason });
      change(store, localId, { mismatch: [] });
    },
  };
}

function storeOf(consultationId: string): Store<readonly UploadItem[]> {
  let store = stores.get(consultationId);
  if (!store) {
    store = createStore<readonly UploadItem[]>([]);
    stores.set(consultationId, store);
  }
  return store;
}

function change(store: Store<readonly UploadItem[]>, localId: string, changes: Partial<UploadItem>): void {
  store.set(store.get().map(item => (item.localId === localId ? { ...item, ...changes } : item)));
}

async function send(consultationId: string, store: Store<readonly UploadItem[]>, file: File): Promise<void> {
  const localId = crypto.randomUUID();
  store.set([...store.get(), {
    localId, name: file.name, sizeBytes: file.size, sentBytes: 0, rateBytesPerS: 0, state: "sending", mismatch: [],
  }]);
  const refused = refusedByName(file.name);
  if (refused !== null) {
    change(store, localId, { state: "refused", problem: refused });
    return;
  }
  const kind = await recognise(file);
  change(store, localId, { recognised: { kind } });
  if (kind === "slide" && file.size >= partsFromBytes && canSendParts()) sendInParts(consultationId, store, file, localId);
  else await sendInOneGo(consultationId, store, file, localId);
}

/** Tells how much has left, and at what rate since this page began to send. */
function progress(store: Store<readonly UploadItem[]>, localId: string): (sentBytes: number) => void {
  const startedMs = performance.now();
  let first: number | null = null;
  return sentBytes => {
    first ??= sentBytes;
    const seconds = (performance.now() - startedMs) / 1_000;
    change(store, localId, { sentBytes, rateBytesPerS: seconds > 0 ? (sentBytes - first) / seconds : 0 });
  };
}

function sendInParts(consultationId: string, store: Store<readonly UploadItem[]>, file: File, localId: string): void {
  const upload = new PartUpload(file, consultationId, {
    onProgress: progress(store, localId),
    onReadable: slideId => change(store, localId, { slideId }),
    onSuccess: uploadId => void follow(store, localId, uploadId),
    onError: problem => change(store, localId, { state: "refused", problem: problemOf(problem.body, problem.message) }),
  });
  running.set(localId, upload);
  upload.start();
}

async function sendInOneGo(
  consultationId: string,
  store: Store<readonly UploadItem[]>,
  file: File,
  localId: string,
): Promise<void> {
  const { Upload, DetailedError } = await import("tus-js-client");
  const upload = new Upload(file, {
    endpoint: "/uploads",
    headers: { "X-Telemed": "1" },
    retryDelays: [0, 1_000, 3_000, 5_000, 10_000, 30_000, 60_000],
    removeFingerprintOnSuccess: true,
    metadata: { consultationId, fileName: file.name },
    // The same file for another case is another upload.
    fingerprint: async () => `tus:${consultationId}:${file.name}:${file.size}:${file.lastModified}`,
    onProgress: progress(store, localId),
    onError: error => {
      const answer = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
      change(store, localId, { state: "refused", problem: problemOf(parsed(answer), error.message) });
    },
    onSuccess: () => void follow(store, localId, upload.url ?? ""),
  });
  running.set(localId, upload);
  const previous = await upload.findPreviousUploads();
  if (previous[0] !== undefined) upload.resumeFromPreviousUpload(previous[0]);
  upload.start();
}

function parsed(text: string | undefined): ProblemBody {
  try {
    return JSON.parse(text ?? "{}") as ProblemBody;
  } catch {
    return {};
  }
}

function problemOf(body: ProblemBody, otherwise: string): NonNullable<UploadItem["problem"]> {
  return {
    detail: body.detail ?? otherwise,
    whatToDo: body.whatToDo ?? null,
    section: body.section ?? null,
    offset: body.offset ?? null,
  };
}

async function follow(store: Store<readonly UploadItem[]>, localId: string, url: string): Promise<void> {
  change(store, localId, { state: "checking", rateBytesPerS: 0 });
  const uploadId = url.split("/").pop() ?? "";
  for (let check = 0; check < checksAtMost; check++) {
    try {
      const answer = await getJson<UploadAnswer>(`/api/uploads/${uploadId}`);
      if (answer.state === "accepted" || answer.state === "refused") {
        change(store, localId, {
          state: answer.state,
          attachmentId: answer.attachmentId ?? null,
          recognised: answer.kind ? { kind: answer.kind } : null,
          warnings: answer.warnings ?? [],
          header: answer.header ?? null,
          mismatch: answer.mismatch ?? [],
          problem: answer.problem ?? null,
        });
        return;
      }
    } catch (error) {
      if (!asProblem(error).mayPass) {
        change(store, localId, { state: "refused", problem: { detail: asProblem(error).message } });
        return;
      }
    }
    await new Promise(resolve => setTimeout(resolve, checkEveryMs));
  }
}
