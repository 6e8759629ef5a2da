import type { LineSample } from "./ladder";

/** The figures of one line in the last second. */
export interface LineFigures {
  readonly sample: LineSample;
  readonly sentKbps: number;
  readonly receivedKbps: number;
  readonly framesPerSecond: number;
  readonly isRelayed: boolean;
}

interface Counts {
  readonly atMs: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly framesDecoded: number;
  readonly sentPackets: number;
  readonly lostPackets: number;
  readonly gotPackets: number;
  readonly missedPackets: number;
}

type Stat = Readonly<Record<string, unknown>>;
const number = (stat: Stat, name: string): number => (typeof stat[name] === "number" ? stat[name] : 0);

/** Reads a browser's statistics (W3C webrtc-stats) twice and says what happened in between. */
export class LineMeter {
  private last: Counts | null = null;

  read(report: Iterable<readonly [string, unknown]>): LineFigures | null {
    const stats = new Map<string, Stat>(Array.from(report, ([id, stat]) => [id, stat as Stat]));
    const pair = chosenPair(stats);
    if (pair === null) return null;
    const now = countsOf(stats, pair);
    const old = this.last;
    this.last = now;
    if (old === null || now.atMs <= old.atMs) return null;
    const kbps = (bytes: number) => Math.max(0, (bytes * 8) / (now.atMs - old.atMs));
    const available = pair["availableOutgoingBitrate"];
    const rtt = pair["currentRoundTripTime"];
    return {
      sample: {
        availableKbps: typeof available === "number" ? available / 1_000 : null,
        rttMs: typeof rtt === "number" ? rtt * 1_000 : null,
        lossShare: Math.max(
          share(
            now.lostPackets - old.lostPackets,
            now.sentPackets - old.sentPackets - (now.lostPackets - old.lostPackets),
          ),
          // What is lost on its way here says that the line is bad as well: it is mostly the same line.
          share(now.missedPackets - old.missedPackets, now.gotPackets - old.gotPackets),
        ),
      },
      sentKbps: kbps(now.sentBytes - old.sentBytes),
      receivedKbps: kbps(now.receivedBytes - old.receivedBytes),
      framesPerSecond: ((now.framesDecoded - old.framesDecoded) * 1_000) / (now.atMs - old.atMs),
      isRelayed: stats.get(String(pair["localCandidateId"]))?.["candidateType"] === "relay",
    };
  }
}

function chosenPair(stats: ReadonlyMap<string, Stat>): Stat | null {
  for (const stat of stats.values()) {
    if (stat["type"] !== "transport") continue;
    return stats.get(String(stat["selectedCandidatePairId"])) ?? null;
  }
  return null;
}

function countsOf(stats: ReadonlyMap<string, Stat>, pair: Stat): Counts {
  let [framesDecoded, sentPackets, lostPackets, gotPackets, missedPackets] = [0, 0, 0, 0, 0];
  for (const stat of stats.values()) {
    if (stat["type"] === "outbound-rtp") sentPackets += number(stat, "packetsSent");
    else if (stat["type"] === "remote-inbound-rtp") lostPackets += number(stat, "packetsLost");
    else if (stat["type"] === "inbound-rtp") {
      gotPackets += number(stat, "packetsReceived");
      missedPackets += number(stat, "packetsLost");
      if (stat["kind"] === "video") framesDecoded += number(stat, "framesDecoded");
    }
  }
  return {
    atMs: number(pair, "timestamp"),
    sentBytes: number(pair, "bytesSent"),
    receivedBytes: number(pair, "bytesReceived"),
    framesDecoded,
    sentPackets,
    lostPackets,
    gotPackets,
    missedPackets,
  };
}

/** Below a few packets a share says nothing: one lost of two is no bad line. */
function share(lost: number, arrived: number): number {
  return lost <= 0 || lost + arrived < 10 ? 0 : lost / (lost + Math.max(arrived, 0));
}
