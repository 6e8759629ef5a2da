import { say } from "../platform/words";
import { uploadWords } from "./words";

/** Why a file need not be sent at all. */
export interface Refusal {
  readonly detail: string;
  readonly whatToDo: string;
}

type Closed = "kfb" | "sdpc" | "tron" | "zyp" | "mrxs" | "vms" | "czi" | "vsi" | "bif";

/** Formats that only their makers read, and where their software exports another. */
const exports: Readonly<Record<Closed, string>> = {
  kfb: "K-Viewer: Export → SVS / TIFF",
  sdpc: "Sqray: SVS / DICOM",
  tron: "SVS / TIFF / DICOM",
  zyp: "SVS / TIFF / DICOM",
  mrxs: "SlideMaster, CaseViewer: TIFF / DICOM",
  vms: "NDP.view: NDPI / TIFF",
  czi: "ZEN: OME-TIFF / DICOM",
  vsi: "OlyVIA, cellSens: TIFF / DICOM",
  bif: "TIFF / DICOM",
};

const endings: Readonly<Record<string, Closed>> = {
  kfb: "kfb", sdpc: "sdpc", dyqx: "sdpc", tron: "tron", zyp: "zyp", mrxs: "mrxs", vms: "vms", czi: "czi", vsi: "vsi",
  ets: "vsi", bif: "bif",
};

const headBytes = 4096;
const directoriesAtMost = 32;
const entriesAtMost = 512;
const xmpBytes = 64 * 1024;
/** Tags of TIFF: Adobe's XMP, in which Ventana writes its scan, and a private one of Olympus. */
const xmpTag = 700;
const olympusTag = 33560;

/**
 * Says before a byte is sent that a format cannot be read: by its first bytes, for relatives of TIFF by what stands in
 * their directories, and by its name where makers leave no other trace. Null when nothing speaks against it.
 */
export async function refusalOf(file: File): Promise<Refusal | null> {
  const closed = byName(file.name) ?? (await byContent(file));
  return closed === null
    ? null
    : { detail: say(uploadWords, "closedFormat"), whatToDo: say(uploadWords, "exportAs", { hint: exports[closed] }) };
}

const byName = (name: string): Closed | null => endings[name.split(".").pop()?.toLowerCase() ?? ""] ?? null;

async function byContent(file: File): Promise<Closed | null> {
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  const text = String.fromCharCode(...head.subarray(0, 512));
  if (text.startsWith("\u00f1\u0001\u00ee\u00eeKFB")) return "kfb";
  if (text.startsWith("ZISRAWFILE")) return "czi";
  if (text.startsWith("SIS\0")) return "vsi";
  if (text.startsWith("[GENERAL]") && text.includes("SLIDE_")) return "mrxs";
  if (text.startsWith("PK\u0003\u0004") && head[26] === 5 && text.startsWith(".tron", 30)) return "tron";
  // Two letters are little to go by, so the version behind them must be text.
  // eslint-disable-next-line no-control-regex
  if (/^SQ(?!Lite)[\0\x20-\x7e]{16}/.test(text)) return "sdpc";
  return /^(II[*+]\0|MM\0[*+])/.test(text) ? tiffRelative(file, head) : null;
}

/** Walks the directories of a TIFF or BigTIFF for the marks of Ventana and Olympus; reads some kilobytes only. */
async function tiffRelative(file: File, head: Uint8Array): Promise<Closed | null> {
  const little = head[0] === 0x49;
  const isBig = head[2] === 43 || head[3] === 43;
  const numbers = new DataView(head.buffer);
  const [countBytes, entryBytes] = isBig ? [8, 20] : [2, 12];
  let at = isBig ? long(numbers, 8, little) : numbers.getUint32(4, little);
  for (let directory = 0; directory < directoriesAtMost && at > 0 && at + countBytes < file.size; directory++) {
    const counted = await read(file, at, countBytes);
    const count = isBig ? long(counted, 0, little) : counted.getUint16(0, little);
    if (count > entriesAtMost) return null;
    const entries = await read(file, at + countBytes, count * entryBytes + (isBig ? 8 : 4));
    if (entries.byteLength < count * entryBytes + (isBig ? 8 : 4)) return null;
    for (let entry = 0; entry < count; entry++) {
      const tag = entries.getUint16(entry * entryBytes, little);
      if (tag === olympusTag) return "vsi";
      if (tag !== xmpTag) continue;
      const value = entry * entryBytes + (isBig ? 12 : 8);
      const place = isBig ? long(entries, value, little) : entries.getUint32(value, little);
      if ((await file.slice(place, place + xmpBytes).text()).includes("iScan")) return "bif";
    }
    at = isBig ? long(entries, count * entryBytes, little) : entries.getUint32(count * entryBytes, little);
  }
  return null;
}

const read = async (file: File, at: number, bytes: number): Promise<DataView> =>
  new DataView(await file.slice(at, at + bytes).arrayBuffer());

const long = (numbers: DataView, at: number, little: boolean): number => Number(numbers.getBigUint64(at, little));
