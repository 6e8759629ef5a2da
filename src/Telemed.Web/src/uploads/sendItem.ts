import { getJson, postJson } from "../platform/api";
import { connection } from "../platform/connection";
import { asProblem, Problem, type ProblemBody } from "../platform/problem";
import type { CsvLayout } from "./csv/table";
import { changeItem, cut, noteProgress, refuse, running, type Sent } from "./cut";
import { describeFile } from "./describe";
import { problemOf, type HeaderPatient, type UploadItem } from "./item";
import { followQuality, qualityIn } from "./slideQuality";
import type { Urgency } from "./turns";
import type { RecognisedKind } from "./recognise";
import { canSendParts, partsFromBytes, PartUpload } from "./sendParts";
import { fingerprintOf } from "./unfinished";

/** What sending one file needs to know, and where it tells how far it is. */
export interface Sending extends Sent {
  readonly kind: RecognisedKind;
  /** What the columns of a table of numbers are. */
  readonly csv?: CsvLayout | null;
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

/** The hub may need a while for its answer to the last bytes of a large file. */
const silentMs = 120_000;
const checkEveryMs = 700;
/** A zip of many thousand images takes its time; then the question is asked seldom. */
const checkSeldomMs = 5_000;
const oftenChecks = 60;
/** About a day. */
const checksAtMost = 17_000;

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
    if (first !== null && sentBytes > first) noteProgress(localId);
    first ??= sentBytes;
    const seconds = (performance.now() - startedMs) / 1_000;
    changeItem(store, localId, { sentBytes, rateBytesPerS: seconds > 0 ? (sentBytes - first) / seconds : 0 });
  };
}

function sendInParts(sending: Sending): void {
  const { consultationId, store, localId, file, urgency } = sending;
  const upload = new PartUpload(file, consultationId, urgency, {
    onTurn: isMine => changeItem(store, localId, { state: isMine ? "sending" : "waiting" }),
    onProgress: progress(sending),
    onReadable: slideId => changeItem(store, localId, { slideId }),
    onSuccess: uploadId => void follow(sending, uploadId),
    onCut: () => changeItem(store, localId, { state: "cut", rateBytesPerS: 0 }),
    onError: problem => void cut(sending, problem),
  });
  running.set(localId, upload);
  upload.start();
}

async function sendInOneGo(sending: Sending): Promise<void> {
  const { consultationId, localId, file } = sending;
  const csv = sending.csv ? JSON.stringify(sending.csv) : null;
  running.set(localId, { start: () => void sendItem(sending), abort: () => undefined });
  const tus = await import("tus-js-client").catch(() => null);
  if (tus === null) return await cut(sending, new Problem(0, { code: "offline" }));
  const { Upload, DetailedError } = tus;
  const told = progress(sending);
  let silence: ReturnType<typeof setTimeout> | undefined;
  // A line that died without a word takes no bytes and gives no answer.
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      if (!sending.store.get().some(item => item.localId === localId && item.state === "sending")) return;
      void upload.abort();
      void cut(sending, new Problem(0, { code: "offline" }));
    }, silentMs);
  };
  const upload = new Upload(file, {
    endpoint: "/uploads",
    headers: { "X-Telemed": "1" },
    // One lost answer is made good unnoticed; what lasts is told, and goes on when the line is back.
    retryDelays: [0, 1_000, 3_000],
    onShouldRetry: error => (error.originalResponse?.getStatus() ?? 0) === 0 && connection.get() !== "offline",
    removeFingerprintOnSuccess: true,
    metadata: { consultationId, fileName: file.name, ...(csv === null ? {} : { csv }) },
    fingerprint: async () => fingerprintOf(consultationId, file, csv),
    onProgress: sentBytes => {
      heard();
      told(sentBytes);
    },
    onError: error => {
      clearTimeout(silence);
      const answer = error instanceof DetailedError ? error.originalResponse : null;
      void cut(sending, new Problem(answer?.getStatus() ?? 0, parsed(answer?.getBody())));
    },
    onSuccess: () => {
      clearTimeout(silence);
      void follow(sending, upload.url ?? "");
    },
  });
  running.set(localId, {
    start: () => {
      heard();
      upload.start();
    },
    abort: alsoAtHub => upload.abort(alsoAtHub),
  });
  const previous = await upload.findPreviousUploads();
  if (previous[0] !== undefined) upload.resumeFromPreviousUpload(previous[0]);
  heard();
  upload.start();
}

function parsed(text: string | undefined): ProblemBody {
  try {
    return JSON.parse(text || "{}") as ProblemBody;
  } catch {
    return {};
  }
}

async function follow(sending: Sending, url: string): Promise<void> {
  const { store, localId } = sending;
  changeItem(store, localId, { state: "checking", rateBytesPerS: 0 });
  const uploadId = url.split("/").pop() ?? "";
  for (let check = 0; check < checksAtMost && store.get().some(item => item.localId === localId); check++) {
    try {
      const answer = await getJson<UploadAnswer>(`/api/uploads/${uploadId}`);
      if (answer.state === "accepted" || answer.state === "refused") return await settle(sending, uploadId, answer);
    } catch (error) {
      const { body, message, status } = asProblem(error);
      // The bytes are at the hub: only its own word that it does not know them ends the waiting.
      if (status === 404 || status === 403) return refuse(sending, problemOf(body, message));
    }
    await new Promise(resolve => setTimeout(resolve, check < oftenChecks ? checkEveryMs : checkSeldomMs));
  }
}

async function settle({ store, localId }: Sending, uploadId: string, answer: UploadAnswer): Promise<void> {
  const item = store.get().find(each => each.localId === localId);
  const mismatch = answer.mismatch ?? [];
  let decided = answer.attachmentId ? item?.decided : null;
  if (decided && mismatch.length > 0)
    await postJson(`/api/attachments/${answer.attachmentId}/identity`, decided).catch((error: unknown) => {
      if (asProblem(error).mayPass) throw error;
      decided = null; // the question stands beside the file again
    });
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
