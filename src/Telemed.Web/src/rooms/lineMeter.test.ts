import { expect, test } from "vitest";
import { LineMeter } from "./lineMeter";

const report = (atMs: number, changes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {}) => {
  const stats: Record<string, Record<string, unknown>> = {
    T: { type: "transport", selectedCandidatePairId: "P" },
    P: {
      type: "candidate-pair", timestamp: atMs, bytesSent: 0, bytesReceived: 0, currentRoundTripTime: 0.08,
      availableOutgoingBitrate: 250_000, localCandidateId: "L",
    },
    L: { type: "local-candidate", candidateType: "relay" },
    O: { type: "outbound-rtp", packetsSent: 0 },
    R: { type: "remote-inbound-rtp", packetsLost: 0 },
    I: { type: "inbound-rtp", kind: "video", packetsReceived: 0, packetsLost: 0, framesDecoded: 0 },
  };
  for (const [id, change] of Object.entries(changes)) stats[id] = { ...stats[id], ...change };
  return Object.entries(stats);
};

test("the_first_reading_says_nothing_and_the_second_what_happened_between", () => {
  const meter = new LineMeter();
  expect(meter.read(report(1_000))).toBeNull();
  const figures = meter.read(
    report(3_000, {
      P: { bytesSent: 50_000, bytesReceived: 25_000 },
      O: { packetsSent: 100 },
      R: { packetsLost: 10 },
      I: { packetsReceived: 100, framesDecoded: 30 },
    }),
  );
  // By hand: 50 kB in 2 s are 200 kbit/s; 10 lost of 100 sent are a tenth; 30 pictures in 2 s are 15.
  expect(figures?.sentKbps).toBeCloseTo(200);
  expect(figures?.receivedKbps).toBeCloseTo(100);
  expect(figures?.sample.lossShare).toBeCloseTo(0.1);
  expect(figures?.framesPerSecond).toBeCloseTo(15);
  expect(figures?.sample.rttMs).toBeCloseTo(80);
  expect(figures?.sample.availableKbps).toBeCloseTo(250);
  expect(figures?.isRelayed).toBe(true);
});

test("two_packets_are_too_few_to_speak_of_loss", () => {
  const meter = new LineMeter();
  meter.read(report(0));
  expect(meter.read(report(1_000, { O: { packetsSent: 1 }, R: { packetsLost: 1 } }))?.sample.lossShare).toBe(0);
});

test("without_a_chosen_path_there_are_no_figures", () => {
  expect(new LineMeter().read([["T", { type: "transport" }]])).toBeNull();
});
