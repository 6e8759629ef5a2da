import { getJson, postJson } from "../platform/api";
import { asProblem, type ProblemBody } from "../platform/problem";
import type { Store } from "../platform/store";
import type { CsvLayout } from "./csv/table";
import { describeFile } from "./describe";
import { problemOf, type HeaderPatient, type UploadItem } from "./item";
import { followQuality, qualityIn } from "./slideQuality";
import type { Urgency } from "./turns";
import type { RecognisedKind } from "./recognise";
import { canSendParts, partsFromBytes, PartUpload } from "./sendParts";
import { fingerprintOf, forgetUnfinished } from "./unfinished";

export interface Running {
  readonly abort: (alsoAtHub?: boolean) => unknown;
  readonly start: () => void;
}

/** What sending one file needs to know, and where it tells how far it is. */
export interface Sending {
  readonly consultationId: string;
  readonly store: Store<readonly UploadItem[]>;
  readonly localId: string;
  readonly file: File;
  readonly kind: RecognisedKind;
  /** What the columns of a table of numbers are. */
  readonly csv?: CsvLayout | null;
  readonly running: Map<string, Running>;
  /** How soon the case wants it, as it is now. */
  readonly urgency: () => Urgency;
}

interface UploadAnswer {
  readonly state: "receiving" | "checking" | "accepted" | "refused";
  readonly attachmentId?: string | null;
  readonly kind?: string | null;
  readonly summary?: Readonly<Record<string, unknown>> | null;
  readonly warnings?: readonly string[];
  readonly header?: HeaderPatient | null;
  readonly mismatch?: readonly string[];
  readonly problem?: ProblemBody | null;
}

const checkEveryMs = 700;
const checksAtMost = 400;

export function changeItem(store: Store<readonly UploadItem[]>, localId: string, changes: Partial<UploadItem>): void {
  store.set(store.get().map(item => (item.localId === localId ? { ...item, ...changes } : item)));
}

/** Sends a file, a large slide in parts of any order, everything else in one go that resumes. */
export async function sendItem(sending: Sending): Promise<void> {
  const { store, localId, file, kind } = sending;
  if (!store.get().some(item => item.localId === localId)) return; // taken out while it waited
  changeItem(store, localId, { state: "sending" });
  if (kind === "slide" && file.size >= partsFromBytes && canSendParts()) sendInParts(sending);
  else await sendInOneGo(sending);
}

/** Tells how much has left, and at what rate since this page began to send. */
function progress({ store, localId }: Sending): (sentBytes: number) => void {
  const startedMs = performance.now();
  let first: number | null = null;
  return sentBytes => {
    first ??= sentBytes;
    const seconds = (performance.now() - startedMs) / 1_000;
    changeItem(store, localId, { sentBytes, rateBytesPerS: seconds > 0 ? (sentBytes - first) / seconds : 0 });
  };
}

function sendInParts(sending: Sending): void {
  const { consultationId, store, localId, file, running, urgency } = sending;
  const upload = new PartUpload(file, consultationId, urgency, {
    onTurn: isMine => changeItem(store, localId, { state: isMine ? "sending" : "waiting" }),
    onProgress: progress(sending),
    onReadable: slideId => changeItem(store, localId, { slideId }),
    onSuccess: uploadId => void follow(sending, uploadId),
    onError: problem => refuse(sending, problemOf(problem.body, problem.message)),
  });
  running.set(localId, upload);
  upload.start();
}

async function sendInOneGo(sending: Sending): Promise<void> {
  const { consultationId, localId, file, running } = sending;
  const csv = sending.csv ? JSON.stringify(sending.csv) : null;
  const { Upload, DetailedError } = await import("tus-js-client");
  const upload = new Upload(file, {
    endpoint: "/uploads",
    headers: { "X-Telemed": "1" },
    retryDelays: [0, 1_000, 3_000, 5_000, 10_000, 30_000, 60_000],
    removeFingerprintOnSuccess: true,
    metadata: { consultationId, fileName: file.name, ...(csv === null ? {} : { csv }) },
    fingerprint: async () => fingerprintOf(consultationId, file, csv),
    onProgress: progress(sending),
    onError: error => {
      const answer = error instanceof DetailedError ? error.originalResponse?.getBody() : undefined;
      refuse(sending, problemOf(parsed(answer), error.message));
    },
    onSuccess: () => void follow(sending, upload.url ?? ""),
  });
  running.set(localId, upload);
  const previous = await upload.findPreviousUploads();
  if (previous[0] !== undefined) upload.resumeFromPreviousUpload(previous[0]);
  upload.start();
}

function refuse({ consultationId, store, localId, file }: Sending, problem: UploadItem["problem"]): void {
  changeItem(store, localId, { state: "refused", problem: problem ?? null });
  forgetUnfinished(consultationId, file.name, file.size);
}

function parsed(text: string | undefined): ProblemBody {
  try {
    return JSON.parse(text ?? "{}") as ProblemBody;
  } catch {
    return {};
  }
}

async function follow(sending: Sending, url: string): Promise<void> {
  const { store, localId } = sending;
  changeItem(store, localId, { state: "checking", rateBytesPerS: 0 });
  const uploadId = url.split("/").pop() ?? "";
  for (let check = 0; check < checksAtMost; check++) {
    try {
      const answer = await getJson<UploadAnswer>(`/api/uploads/${uploadId}`);
      if (answer.state === "accepted" || answer.state === "refused") return await settle(sending, uploadId, answer);
    } catch (error) {
      if (!asProblem(error).mayPass) {
        changeItem(store, localId, { state: "refused", problem: { detail: asProblem(error).message } });
        return;
      }
    }
    await new Promise(resolve => setTimeout(resolve, checkEveryMs));
  }
}

async function settle({ store, localId }: Sending, uploadId: string, answer: UploadAnswer): Promise<void> {
  const item = store.get().find(each => each.localId === localId);
  const decided = answer.attachmentId ? item?.decided : null;
  const mismatch = answer.mismatch ?? [];
  if (decided && mismatch.length > 0)
    await postJson(`/api/attachments/${answer.attachmentId}/identity`, decided);
  changeItem(store, localId, {
    state: answer.state === "accepted" ? "accepted" : "refused",
    attachmentId: answer.attachmentId ?? null,
    recognised: recognisedOf(answer, item),
    warnings: answer.warnings ?? [],
    header: answer.header ?? item?.header ?? null,
    mismatch: decided ? [] : mismatch,
    problem: answer.problem ? problemOf(answer.problem, answer.state) : null,
    quality: qualityIn(answer.summary),
  });
  if (answer.state === "accepted" && answer.kind === "slide")
    void followQuality(uploadId, quality => changeItem(store, localId, { quality }));
}

const subjects: Readonly<Record<string, string>> = { dicom: "imaging", zip: "imaging" };

function recognisedOf(answer: UploadAnswer, item: UploadItem | undefined): NonNullable<UploadItem["recognised"]> | null {
  if (!answer.kind) return item?.recognised ?? null;
  const summary = answer.summary ?? {};
  const subject = "leads" in summary ? "ecg" : (subjects[answer.kind] ?? answer.kind);
  return { kind: answer.kind, text: describeFile(subject, summary) };
}
