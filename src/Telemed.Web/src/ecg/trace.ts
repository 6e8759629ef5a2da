import { getBytes } from "../platform/api";
/**
 * The trace as it travels: "ECT1", the length of the head (u32 little-endian), the head as JSON, then for each lead
 * the first differences of its samples as 16-bit numbers modulo 65536, all low bytes before all high bytes: so a lead
 * of 5,000 samples shrinks well under gzip. -32768 before differencing marks a sample that was not recorded.
 */
export interface TraceHead {
  readonly groups: readonly GroupHead[];
}

export interface GroupHead {
  readonly kind: "rhythm" | "median_beat";
  readonly label: string;
  readonly originality: string;
  readonly samplingRateHz: number;
  /** Start of this window within the recording, and the length of the whole. */
  readonly startMs: number;
  readonly totalMs: number;
  readonly filters: DeviceFilters;
  readonly leads: readonly LeadHead[];
}

/** Filters the device applied before storing; null where the file does not say. */
export interface DeviceFilters {
  readonly highPassHz: number | null;
  readonly lowPassHz: number | null;
  readonly notchHz: number | null;
}

export interface LeadHead {
  readonly label: string;
  readonly sourceLabel: string;
  readonly derived: boolean;
  readonly unit: string;
  readonly unitsPerCount: number;
  readonly offset: number;
  readonly samples: number;
}

/** One lead ready to draw: values in its unit, NaN where nothing was recorded. */
export interface Lead {
  readonly label: string;
  readonly sourceLabel: string;
  readonly derived: boolean;
  readonly unit: string;
  readonly values: Float32Array;
}

export interface TraceGroup extends Omit<GroupHead, "leads"> {
  readonly leads: readonly Lead[];
}

export interface Trace {
  readonly rhythm: TraceGroup;
  readonly median: TraceGroup | null;
}

const magic = "ECT1";
const missing = -32768;

export class TraceFormatError extends Error {}

/** @throws TraceFormatError when the bytes are cut off or name no trace. */
export function decodeTrace(bytes: ArrayBuffer): Trace {
  const view = new DataView(bytes);
  if (bytes.byteLength < 8 || text(bytes, 0, 4) !== magic) throw new TraceFormatError("This is no trace.");
  const headBytes = view.getUint32(4, true);
  if (8 + headBytes > bytes.byteLength) throw new TraceFormatError("The head of the trace is cut off.");
  const head = JSON.parse(text(bytes, 8, headBytes)) as TraceHead;
  const body = new Uint8Array(bytes, 8 + headBytes);
  let at = 0;
  const groups = head.groups.map(group => ({
    ...group,
    leads: group.leads.map(lead => {
      if (at + lead.samples * 2 > body.length) throw new TraceFormatError("The samples of the trace are cut off.");
      const values = samplesOf(body.subarray(at, at + lead.samples * 2), lead);
      at += lead.samples * 2;
      return { label: lead.label, sourceLabel: lead.sourceLabel, derived: lead.derived, unit: lead.unit, values };
    }),
  }));
  const rhythm = groups.find(group => group.kind === "rhythm");
  if (!rhythm) throw new TraceFormatError("There is no rhythm in this trace.");
  return { rhythm, median: groups.find(group => group.kind === "median_beat") ?? null };
}

function samplesOf(planes: Uint8Array, lead: LeadHead): Float32Array {
  const values = new Float32Array(lead.samples);
  let count = 0;
  for (let index = 0; index < lead.samples; index++) {
    const delta = (planes[index] ?? 0) | ((planes[lead.samples + index] ?? 0) << 8);
    count = ((count + delta) << 16) >> 16;
    values[index] = count === missing ? Number.NaN : count * lead.unitsPerCount + lead.offset;
  }
  return values;
}

function text(bytes: ArrayBuffer, offset: number, length: number): string {
  return new TextDecoder().decode(new Uint8Array(bytes, offset, length));
}

/** Gets the window of a trace that begins at `startMs`. */
export async function fetchTrace(ecgId: string, startMs: number, seconds: number, signal: AbortSignal): Promise<Trace> {
  const url = `/api/ecgs/${ecgId}/trace?startMs=${Math.round(startMs)}&seconds=${seconds}`;
  return decodeTrace(await getBytes(url, signal));
}
