import { getJson, postJson } from "../platform/api";
import { onlyRelay } from "./call";
import type { LineTest } from "./types";

/** A known piece of work for the line: enough to time, little enough for a village line. */
const downBytes = 96_000;
const upBytes = 48_000;
const trips = 3;
const relayLimitMs = 5_000;

/** Times the line to the hub, and sees whether the relay lets a voice through. */
export async function testLine(
  roomId: string,
  devices: Pick<LineTest, "camera" | "microphone">,
  signal: AbortSignal,
): Promise<LineTest> {
  let rttMs = Number.POSITIVE_INFINITY;
  for (let trip = 0; trip < trips; trip++) rttMs = Math.min(rttMs, await timed(() => fetchWhole("/health/live", signal)));
  let gotBytes = 0;
  const downMs = await timed(async () => {
    // Our own pages are what a hub surely has to give; asked for past every cache.
    for (const url of ownFiles()) {
      gotBytes += await fetchWhole(url, signal);
      if (gotBytes >= downBytes) break;
    }
  });
  const downKbps = rate(gotBytes, downMs - rttMs);
  // What is known so far is told with padding: that is the weight whose way up is timed.
  const soFar = { ...devices, upKbps: downKbps, downKbps, rttMs: Math.round(rttMs), relayed: false };
  const padding = "0".repeat(upBytes);
  const upMs = await timed(() => postJson(`/api/rooms/${roomId}/device-test`, { ...soFar, padding }, signal));
  const upKbps = rate(upBytes, upMs - rttMs);
  return { ...soFar, upKbps, relayed: await reachesRelay(roomId, signal) };
}

const rate = (bytes: number, ms: number): number => Math.round((bytes * 8) / Math.max(ms, 1));

function ownFiles(): readonly string[] {
  const files = Array.from(document.querySelectorAll<HTMLScriptElement>("script[src]"), script => script.src);
  const loaded = performance
    .getEntriesByType("resource")
    .map(entry => entry.name)
    .filter(name => name.startsWith(location.origin) && /\/assets\/.*\.(js|css)$/.test(name));
  return [...new Set([...files, ...loaded])];
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await act();
  return performance.now() - startMs;
}

async function fetchWhole(url: string, signal: AbortSignal): Promise<number> {
  const answer = await fetch(url, { cache: "no-store", signal });
  return (await answer.arrayBuffer()).byteLength;
}

/** Two ends in this page, joined by the relay alone: when they meet, so will two people. */
async function reachesRelay(roomId: string, signal: AbortSignal): Promise<boolean> {
  const relay = await getJson<{ iceServers: RTCIceServer[] }>(`/api/rooms/${roomId}/relay`, signal).catch(() => null);
  if (relay === null || relay.iceServers.length === 0) return false;
  const configuration: RTCConfiguration = { iceServers: relay.iceServers, iceTransportPolicy: "relay" };
  const [near, far] = [new RTCPeerConnection(configuration), new RTCPeerConnection(configuration)];
  try {
    near.addEventListener("icecandidate", event => void far.addIceCandidate(event.candidate ?? undefined).catch(skip));
    far.addEventListener("icecandidate", event => void near.addIceCandidate(event.candidate ?? undefined).catch(skip));
    const channel = near.createDataChannel("test");
    const opened = new Promise<boolean>(resolve => {
      channel.addEventListener("open", () => resolve(true));
      signal.addEventListener("abort", () => resolve(false));
      setTimeout(() => resolve(false), relayLimitMs);
    });
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription!);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription!);
    return await opened;
  } finally {
    near.close();
    far.close();
  }
}

const skip = () => undefined;

export type Advice = "good" | "slowVideo" | "voiceOnly" | "textOnly" | "noMicrophone" | "noCamera" | "relayNeeded";

/** What a person should know of his test, worst first. */
export function adviceFor(test: LineTest): readonly Advice[] {
  const kbps = Math.min(test.upKbps, test.downKbps);
  const advice: Advice[] = [];
  if (!test.microphone) advice.push("noMicrophone");
  if (!test.camera) advice.push("noCamera");
  if (kbps < 34 || test.rttMs > 1_500) advice.push("textOnly");
  else if (kbps < 90) advice.push("voiceOnly");
  else if (kbps < 260) advice.push("slowVideo");
  if (onlyRelay.get() && !test.relayed) advice.push("relayNeeded");
  return advice.length === 0 ? ["good"] : advice;
}
