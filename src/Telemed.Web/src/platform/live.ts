import type { HubConnection } from "@microsoft/signalr";
import { useEffect, useRef } from "preact/hooks";

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
const retryMs = [500, 1_000, 2_000, 5_000, 10_000];

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
  await old?.stop();
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
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: retry => retryMs[retry.previousRetryCount] ?? 10_000 })
    .configureLogging(LogLevel.None)
    .build();
  built.on("changed", (change: Change) => {
    for (const onChange of Array.from(watchers.get(change.topic) ?? [])) onChange(change);
  });
  built.onreconnected(() => watchAllAgain());
  connection = built;
  for (let attempt = 0; connection === built; attempt++) {
    try {
      await built.start();
      break;
    } catch {
      await new Promise(resolve => setTimeout(resolve, retryMs[attempt] ?? 10_000));
    }
  }
  if (connection === built && watchers.size > 0) watchAllAgain();
}

function watchAllAgain(): void {
  // What changed while the line was down is lost, so whoever shows something fetches it again.
  for (const [topic, set] of watchers) {
    void invoke("Watch", topic);
    for (const onChange of Array.from(set)) onChange({ topic, kind: "reconnected", id: null, version: null });
  }
}
