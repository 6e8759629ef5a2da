import { call } from "../platform/api";
import { asProblem, isAbort, Problem, type ProblemBody } from "../platform/problem";
import { letUrgentPass, Standing } from "./otherWindows";
import { partTurns, type Urgency } from "./turns";
import { partsKeyOf } from "./unfinished";

interface PartsAnswer {
  readonly id: string;
  readonly partBytes: number;
  readonly parts: number;
  readonly here: readonly number[];
  readonly wanted: readonly number[];
  readonly state: "receiving" | "checking" | "accepted" | "refused";
  readonly slideId: string | null;
  /** Parts of which the beginning is there since the line was cut. */
  readonly begun: readonly { readonly number: number; readonly bytes: number }[];
}

export interface PartEvents {
  /** Its parts leave, or wait for those of a more urgent case. */
  readonly onTurn: (isMine: boolean) => void;
  readonly onProgress: (sentBytes: number) => void;
  readonly onReadable: (slideId: string) => void;
  /** Nothing gets through; it is tried again by itself. */
  readonly onCut: () => void;
  readonly onSuccess: (uploadId: string) => void;
  readonly onError: (problem: Problem) => void;
}

/** What the hub says of a part that is simply sent again. */
const sentAgain = ["damaged_part", "part_not_begun"];
/** A turn that comes at once is not worth a word. */
const waitShownMs = 300;
const silentMs = 60_000;
const waitsMs = [500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** Slides go in parts from here on; smaller files are sent in one go. */
export const partsFromBytes = 16 * 1024 * 1024;

/** Browsers give checksums to secure pages only; without them a slide goes front to back. */
export const canSendParts = (): boolean => globalThis.crypto?.subtle !== undefined;

/**
 * Sends a slide in parts of whatever order the hub asks for, and goes on where it stood: after a cut by itself, after
 * the page was closed when the same file is chosen again.
 */
export class PartUpload {
  private readonly file: File;
  private readonly consultationId: string;
  private readonly urgency: () => Urgency;
  private readonly events: PartEvents;
  private readonly standing = new Standing();
  private end = new AbortController();
  private uploadId: string | null;

  constructor(file: File, consultationId: string, urgency: () => Urgency, events: PartEvents) {
    this.file = file;
    this.consultationId = consultationId;
    this.urgency = urgency;
    this.events = events;
    this.uploadId = localStorage.getItem(this.memory);
  }

  start(): void {
    this.end.abort(); // whoever presses on while it waits for the line must not make two of it
    this.end = new AbortController();
    const { signal } = this.end;
    void this.run(signal).finally(() => {
      // Whoever was paused and went on has begun anew by now.
      if (signal === this.end.signal) this.standing.say(null);
    });
  }

  async abort(alsoAtHub = false): Promise<void> {
    this.end.abort();
    if (!alsoAtHub || this.uploadId === null) return;
    localStorage.removeItem(this.memory);
    await call("DELETE", `/api/uploads/${this.uploadId}`, undefined).catch(() => undefined);
  }

  private get memory(): string {
    return partsKeyOf(this.consultationId, this.file);
  }

  private async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let readable = false;
    let isCut = false;
    let now: PartsAnswer | null = null;
    while (!signal.aborted) {
      try {
        now ??= await this.begin(signal);
        if (isCut) this.events.onTurn(true);
        isCut = false;
        if (now.slideId !== null && !readable) {
          readable = true;
          this.events.onReadable(now.slideId);
        }
        const next = now.state === "receiving" ? now.wanted[0] : undefined;
        if (next === undefined) {
          localStorage.removeItem(this.memory);
          this.events.onSuccess(now.id);
          return;
        }
        now = await this.inTurn(now, next, signal);
        failures = 0;
      } catch (error) {
        if (isAbort(error) || signal.aborted) return;
        const problem = asProblem(error);
        // A damaged part, a full spool and a cut line pass, and an ended log-in is asked for; anything else would fail again.
        const passes = problem.mayPass || [401, 507].includes(problem.status) || sentAgain.includes(problem.code);
        if (!passes) {
          if (problem.status === 404) localStorage.removeItem(this.memory);
          this.events.onError(problem);
          return;
        }
        now = null;
        isCut ||= !sentAgain.includes(problem.code);
        if (isCut) this.events.onCut();
        await pause(waitsMs[Math.min(failures++, waitsMs.length - 1)] ?? 0, signal);
      }
    }
  }

  private async begin(signal: AbortSignal): Promise<PartsAnswer> {
    if (this.uploadId !== null) {
      try {
        return (await call<PartsAnswer>("GET", `/api/uploads/${this.uploadId}/parts`, undefined, { signal })).body;
      } catch (error) {
        if (asProblem(error).status !== 404) throw error;
        this.uploadId = null;
      }
    }
    const request = { fileName: this.file.name, sizeBytes: this.file.size, consultationId: this.consultationId };
    const begun = (await call<PartsAnswer>("POST", "/api/uploads", request, { signal })).body;
    this.uploadId = begun.id;
    localStorage.setItem(this.memory, begun.id);
    return begun;
  }

  private async inTurn(now: PartsAnswer, number: number, signal: AbortSignal): Promise<PartsAnswer> {
    let waited = false;
    const wait = () => {
      if (!waited) this.events.onTurn(false);
      waited = true;
    };
    const urgency = this.urgency();
    this.standing.say(urgency);
    const slow = setTimeout(wait, waitShownMs);
    await letUrgentPass(urgency, signal).finally(() => clearTimeout(slow));
    const end = await partTurns.take(this.urgency, signal, wait);
    try {
      if (waited) this.events.onTurn(true);
      return await this.sendPart(now, number, signal);
    } finally {
      end();
    }
  }

  private async sendPart(now: PartsAnswer, number: number, signal: AbortSignal): Promise<PartsAnswer> {
    const from = number * now.partBytes;
    const bytes = await this.file.slice(from, Math.min(from + now.partBytes, this.file.size)).arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const offset = now.begun.find(part => part.number === number)?.bytes ?? 0;
    const before = this.bytesOf(now.here, now) + offset;
    const headers = { "X-Part-Sha256": btoa(String.fromCharCode(...hash)), "X-Part-Offset": String(offset) };
    const url = `/api/uploads/${now.id}/parts/${number}`;
    return putBytes(url, bytes.slice(offset), headers, sent => this.events.onProgress(before + sent), signal);
  }

  private bytesOf(parts: readonly number[], now: PartsAnswer): number {
    const last = now.parts - 1;
    return parts.reduce((sum, part) => sum + (part === last ? this.file.size - last * now.partBytes : now.partBytes), 0);
  }
}

/** Fetch does not tell how much of a body has left; the older request does. */
function putBytes(url: string, bytes: ArrayBuffer, headers: Readonly<Record<string, string>>, onSent: (bytes: number) => void, signal: AbortSignal): Promise<PartsAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.setRequestHeader("X-Telemed", "1");
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    const cut = () => reject(new Problem(0, { code: "offline", detail: "no answer" }));
    // A line that died without a word takes no bytes and gives no answer.
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        cut();
        request.abort();
      }, silentMs);
    };
    const stop = () => request.abort();
    request.upload.onprogress = event => {
      heard();
      onSent(event.loaded);
    };
    request.onerror = cut;
    request.onabort = () => reject(new DOMException("Stopped.", "AbortError"));
    request.onload = () => {
      const body = answerIn(request.responseText);
      if (request.status === 200 && body !== null) resolve(body as PartsAnswer);
      else if (request.status === 200) cut();
      else reject(new Problem(request.status, (body ?? {}) as ProblemBody));
    };
    request.onloadend = () => {
      clearTimeout(silence);
      signal.removeEventListener("abort", stop);
    };
    signal.addEventListener("abort", stop, { once: true });
    heard();
    request.send(bytes);
  });
}

/** Null for what is no answer of the hub's, such as the page that a proxy writes while the hub is away. */
function answerIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
