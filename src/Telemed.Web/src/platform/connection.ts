import { createStore } from "./store";

/** How the line to the hub feels now. Slow means: answers take longer than a person waits without wondering. */
export type Connection = "good" | "slow" | "offline";

const slowAfterMs = 1_500;
/** How much the newest answer weighs in the running mean. */
const newestShare = 0.4;

export const connection = createStore<Connection>("good");
let meanMs = 0;

export function noteAnswer(tookMs: number): void {
  meanMs = meanMs === 0 ? tookMs : meanMs * (1 - newestShare) + tookMs * newestShare;
  connection.set(meanMs > slowAfterMs ? "slow" : "good");
}

export function noteNoAnswer(): void {
  connection.set("offline");
}

if (typeof window !== "undefined") {
  if (!navigator.onLine) connection.set("offline");
  window.addEventListener("offline", () => connection.set("offline"));
  window.addEventListener("online", () => connection.set("slow"));
}
