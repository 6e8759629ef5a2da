import { connection } from "./connection";
import { asProblem } from "./problem";
import { saidFor } from "./problemWords";
import { createStore } from "./store";

/** Something the person has sent while the line was down. It goes out by itself, in order, when the line is back. */
export interface Waiting {
  readonly id: string;
  readonly kind: string;
  readonly personId: string;
  /** For the list of waiting things: "ECG · Wang Fang". Stays on this device. */
  readonly label: string;
  readonly createdAt: string;
  readonly body: unknown;
  /** What the hub answered when it refused for good; the person must look at it. */
  readonly refusal?: string;
}

type Sender = (item: Waiting) => Promise<void>;
/** Puts a refused thing back where its person can mend it, and says the address of that page. */
type Mender = (item: Waiting) => string;

const databaseName = "telemed";
const tableName = "waiting";
const retryMs = 15_000;
const senders = new Map<string, { readonly send: Sender; readonly mend: Mender }>();

export const waiting = createStore<readonly Waiting[]>([]);

/** Says how things of a kind are sent. Sending must be safe to repeat: the line may break before the answer. */
export function sendsWhenOnline(kind: string, send: Sender, mend: Mender): void {
  senders.set(kind, { send, mend });
}

/** What this person has waiting; whoever else uses the computer does not see it. */
export const ownOf = (items: readonly Waiting[], personId: string | undefined): readonly Waiting[] =>
  items.filter(item => item.personId === personId);

/** Takes a refused thing out of the list, back to where it is mended; null when its page is not loaded. */
export async function mendWaiting(item: Waiting): Promise<string | null> {
  const address = senders.get(item.kind)?.mend(item) ?? null;
  if (address !== null) await forgetWaiting(item.id);
  return address;
}

export async function sendLater(item: Waiting): Promise<void> {
  await inTable("readwrite", table => table.put(item));
  await refresh();
}

export async function forgetWaiting(id: string): Promise<void> {
  await inTable("readwrite", table => table.delete(id));
  await refresh();
}

let flushing = false;

/** Sends what waits, oldest first. Stops at the first cut of the line; a refusal is kept and shown. */
export async function flushWaiting(personId: string): Promise<void> {
  if (flushing) return;
  flushing = true;
  try {
    await refresh();
    for (const item of waiting.get()) {
      const sender = senders.get(item.kind);
      if (item.personId !== personId || item.refusal !== undefined || sender === undefined) continue;
      try {
        await sender.send(item);
        await forgetWaiting(item.id);
      } catch (error) {
        const problem = asProblem(error);
        if (problem.mayPass || problem.status === 401) return;
        await sendLater({ ...item, refusal: saidFor(problem.code) ?? problem.message });
      }
    }
  } finally {
    flushing = false;
  }
}

/** Watches the line for as long as the person is signed in. */
export function startFlushing(personId: string): () => void {
  const flush = () => void flushWaiting(personId).catch(() => undefined); // a browser that keeps nothing has nothing to send
  flush();
  window.addEventListener("online", flush);
  const stop = connection.watch(() => {
    if (connection.get() !== "offline") flush();
  });
  const timer = setInterval(() => {
    if (waiting.get().some(item => item.refusal === undefined)) flush();
  }, retryMs);
  return () => {
    window.removeEventListener("online", flush);
    stop();
    clearInterval(timer);
  };
}

async function refresh(): Promise<void> {
  const all = await inTable<Waiting[]>("readonly", table => table.getAll() as IDBRequest<Waiting[]>);
  waiting.set(all.toSorted((one, other) => one.createdAt.localeCompare(other.createdAt)));
}

async function inTable<T>(mode: IDBTransactionMode, use: (table: IDBObjectStore) => IDBRequest<T>): Promise<T>;
async function inTable(mode: IDBTransactionMode, use: (table: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await opened();
  return await new Promise((resolve, reject) => {
    const transaction = database.transaction(tableName, mode);
    const request = use(transaction.objectStore(tableName));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

let opening: Promise<IDBDatabase> | null = null;

function opened(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(tableName, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  opening.catch(() => {
    opening = null; // it may open the next time
  });
  return opening;
}
