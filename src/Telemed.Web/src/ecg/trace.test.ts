import { describe, expect, it } from "vitest";
import { decodeTrace, TraceFormatError } from "./trace";

const head = {
  groups: [
    {
      kind: "rhythm",
      label: "RHYTHM",
      originality: "ORIGINAL",
      samplingRateHz: 500,
      startMs: 0,
      totalMs: 8,
      filters: { highPassHz: 0.05, lowPassHz: 150, notchHz: null },
      leads: [
        {
          label: "II",
          sourceLabel: "MDC_ECG_LEAD_II",
          derived: false,
          unit: "uV",
          unitsPerCount: 2.5,
          offset: 10,
          samples: 4,
        },
      ],
    },
  ],
};

/** Counts 100, 98, missing, 32767 written by hand: differences 100, -2, -32866 = 32670, 65535 = -1. */
function bytes(cut = 0): ArrayBuffer {
  const json = new TextEncoder().encode(JSON.stringify(head));
  const deltas = [100, -2, -32866, 65535].map(delta => delta & 0xffff);
  const all = [
    ..."ECT1".split("").map(letter => letter.charCodeAt(0)),
    json.length & 255,
    json.length >> 8,
    0,
    0,
    ...json,
    ...deltas.map(delta => delta & 255),
    ...deltas.map(delta => delta >> 8),
  ];
  return new Uint8Array(all.slice(0, all.length - cut)).buffer;
}

describe("the trace form", () => {
  it("gives values in microvolts, and no value where nothing was recorded", () => {
    const values = decodeTrace(bytes()).rhythm.leads[0]?.values;
    expect([...(values ?? [])]).toEqual([260, 255, Number.NaN, 32767 * 2.5 + 10]);
  });

  it("refuses what is cut off or is something else", () => {
    expect(() => decodeTrace(bytes(1))).toThrow(TraceFormatError);
    expect(() => decodeTrace(new ArrayBuffer(4))).toThrow("This is no trace.");
  });
});
