import type { HubConnection } from "@microsoft/signalr";
import { useEffect, useRef } from "preact/hooks";
import { createStore } from "./store";

/** The hub says that something changed; what it is now is fetched by HTTP. */
export interface Change {
  readonly topic: string;
  readonly kind: string;
  readonly id: string | null;
  readonly version: number | null;
}

type OnChange = (change: Change) => void;

const watchers = new Map<string, Set<OnChange>>();
let connection: HubConnection | null = null;
let starting: Promise<void> | null = null;
const retryMs = [500, 1_000, 2_000, 3_000];
const longestRetryMs = 4_000;
/** Two of the hub's signs of life missed: the line is dead, whatever the operating system believes. */
const silentMs = 22_000;

/** Whether messages pass at the moment; a room shows it and waits for it. */
export const liveLine = createStore<"up" | "down">("down");

/** Calls `onChange` whenever the topic changes, and once after every reconnect (kind `reconnected`). */
export function useLive(topic: string | null, onChange: OnChange): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => (topic === null ? undefined : watch(topic, change => latest.current(change))), [topic]);
}

export function watch(topic: string, onChange: OnChange): () => void {
  let set = watchers.get(topic);
  if (!set) {
    set = new Set();
    watchers.set(topic, set);
    void connected().then(() => invoke("Watch", topic));
  }
  set.add(onChange);
  return () => {
    set.delete(onChange);
    if (set.size > 0 || watchers.get(topic) !== set) return;
    watchers.delete(topic);
    void invoke("Unwatch", topic);
  };
}

/** Ends the connection on signing out, so that the next person does not get the last one's changes. */
export async function stopLive(): Promise<void> {
  const old = connection;
  connection = null;
  starting = null;
  liveLine.set("down");
  await old?.stop();
}

type Listener = (message: never) => void;
const listeners = new Map<string, Set<Listener>>();

/** Hears one kind of message of the live door; call what it returns to stop. */
export function onLive<T>(name: string, listener: (message: T) => void): () => void {
  const heard = listener as Listener;
  let set = listeners.get(name);
  if (!set) {
    set = new Set();
    listeners.set(name, set);
    if (connection) bind(connection, name, set);
  }
  set.add(heard);
  return () => set.delete(heard);
}

/** Calls a method of the live door and gives its answer; fails while the line is down. */
export async function callLive<T>(method: string, ...values: readonly unknown[]): Promise<T> {
  await connected();
  if (connection === null) throw new Error("The live line was closed.");
  return await connection.invoke<T>(method, ...values);
}

/** Sends without waiting for an answer; what cannot be sent now is not worth sending later. */
export function sendLive(method: string, ...values: readonly unknown[]): void {
  if (connection?.state === "Connected") void connection.send(method, ...values).catch(() => undefined);
}

function bind(to: HubConnection, name: string, set: ReadonlySet<Listener>): void {
  to.on(name, (message: never) => {
    for (const listener of Array.from(set)) listener(message);
  });
}

async function invoke(method: "Watch" | "Unwatch", topic: string): Promise<void> {
  try {
    if (connection?.state === "Connected") await connection.invoke(method, topic);
  } catch {
    // The line was cut in between; the topic is watched anew after the reconnect.
  }
}

async function connected(): Promise<void> {
  starting ??= start();
  await starting;
}

async function start(): Promise<void> {
  const { HttpTransportType, HubConnectionBuilder, LogLevel } = await import("@microsoft/signalr");
  const built = new HubConnectionBuilder()
    .withUrl("/live", { skipNegotiation: true, transport: HttpTransportType.WebSockets })
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: retry => retryMs[retry.previousRetryCount] ?? longestRetryMs })
    .configureLogging(LogLevel.None)
    .build();
  built.on("changed", (change: Change) => {
    for (const onChange of Array.from(watchers.get(change.topic) ?? [])) onChange(change);
  });
  built.serverTimeoutInMilliseconds = silentMs;
  for (const [name, set] of listeners) bind(built, name, set);
  built.onreconnecting(() => liveLine.set("down"));
  built.onclose(() => liveLine.set("down"));
  built.onreconnected(() => {
    watchAllAgain();
    liveLine.set("up");
  });
  connection = built;
  for (let attempt = 0; connection === built; attempt++) {
    try {
      await built.start();
      break;
    } catch {
      await new Promise(resolve => setTimeout(resolve, retryMs[attempt] ?? longestRetryMs));
    }
  }
  if (connection !== built) return;
  if (watchers.size > 0) watchAllAgain();
  liveLine.set("up");
}

function watchAllAgain(): void {
  // What changed while the line was down is lost, so whoever shows something fetches it again.
  for (const [topic, set] of watchers) {
    void invoke("Watch", topic);
    for (const onChange of Array.from(set)) onChange({ topic, kind: "reconnected", id: null, version: null });
  }
}
