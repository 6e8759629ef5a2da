import { waitBefore } from "../platform/again";
import { getJson } from "../platform/api";
import { connection } from "../platform/connection";
import { Problem } from "../platform/problem";
import { say } from "../platform/words";
import type { Store } from "../platform/store";
import { problemOf, type UploadItem } from "./item";
import { forgetUnfinished } from "./unfinished";
import { uploadWords } from "./words";

export interface Running {
  readonly abort: (alsoAtHub?: boolean) => unknown;
  readonly start: () => void;
}

/** The uploads of this page that can be held and go on. */
export const running = new Map<string, Running>();

/** Which file of which case it is, and where it tells how far it is. */
export interface Sent {
  readonly consultationId: string;
  readonly store: Store<readonly UploadItem[]>;
  readonly localId: string;
  readonly file: File;
}

export function changeItem(store: Store<readonly UploadItem[]>, localId: string, changes: Partial<UploadItem>): void {
  store.set(store.get().map(item => (item.localId === localId ? { ...item, ...changes } : item)));
}

export function resume(store: Store<readonly UploadItem[]>, localId: string): void {
  changeItem(store, localId, { state: "sending", problem: null });
  running.get(localId)?.start();
}

export function refuse({ consultationId, store, localId, file }: Sent, problem: UploadItem["problem"]): void {
  changeItem(store, localId, { state: "refused", problem: problem ?? null });
  forgetUnfinished(consultationId, file.name, file.size);
}

/** How often an upload that the hub no longer knows is begun anew. */
const beginningsAtMost = 3;
/** How often each upload was cut without a byte having left since. */
const cuts = new Map<string, number>();

/** Bytes leave again. */
export const noteProgress = (localId: string): void => void cuts.delete(localId);

/** What became of an upload that came to a halt: what has arrived is kept unless the hub said no to the file itself. */
export async function cut(sent: Sent, problem: Problem): Promise<void> {
  const { store, localId, file } = sent;
  const { status } = problem;
  if (!(await isReadable(file))) return refuse(sent, { detail: say(uploadWords, "unreadable") });
  const said = status === 0 ? null : problemOf(problem.body, problem.message);
  const times = cuts.get(localId) ?? 0;
  cuts.set(localId, times + 1);
  if (problem.mayPass || [408, 409, 423, 507].includes(status) || (isUnknown(status) && times < beginningsAtMost)) {
    changeItem(store, localId, { state: "cut", rateBytesPerS: 0, problem: status === 507 ? said : null });
    goOnLater(sent, times);
  } else if (status === 401) {
    changeItem(store, localId, { state: "cut", rateBytesPerS: 0, problem: null });
    // The call asks for the log-in that ended.
    await getJson("/api/session").then(() => goOn(sent), () => undefined);
  } else if (status >= 400 && status < 500) refuse(sent, said);
  else changeItem(store, localId, { state: "paused", rateBytesPerS: 0, problem: said });
}

const isUnknown = (status: number): boolean => status === 404 || status === 410;

/** A stick that was pulled out looks like a cut line to whoever sends from it. */
async function isReadable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function goOnLater(sent: Sent, times: number): void {
  const again = () => {
    clearTimeout(timer);
    unwatch();
    goOn(sent);
  };
  const timer = setTimeout(again, waitBefore(times));
  const unwatch = connection.watch(() => {
    if (connection.get() !== "offline") again();
  });
}

function goOn({ store, localId }: Sent): void {
  if (store.get().some(item => item.localId === localId && item.state === "cut")) resume(store, localId);
}
