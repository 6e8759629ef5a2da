import { isTable } from "./csv/table";
import { uploadWords } from "./words";
import { say } from "../platform/words";

export type RecognisedKind = "dicom" | "ecg" | "slide" | "image" | "pdf" | "zip" | "unknown";

/** Bytes of a file's beginning that are looked at. */
export const headBytes = 4096;

/** Makers' own formats that nobody else reads, and where their software exports another. The name is their only trace. */
const closedFormats: Readonly<Record<string, string>> = {
  kfb: "K-Viewer: Export → SVS / TIFF",
  sdpc: "Sqray: SVS / DICOM",
  dyqx: "Sqray: SVS / DICOM",
  tron: "SVS / TIFF / DICOM",
  zyp: "SVS / TIFF / DICOM",
  mrxs: "SlideMaster, CaseViewer: TIFF / DICOM",
  vms: "NDP.view: NDPI / TIFF",
  czi: "ZEN: OME-TIFF / DICOM",
  vsi: "OlyVIA, cellSens: TIFF / DICOM",
  bif: "TIFF / DICOM",
};

/** What a file is, by its first bytes; the hub looks again and decides. */
export function kindOf(head: Uint8Array): RecognisedKind {
  const text = String.fromCharCode(...head.subarray(0, 512));
  if (text.startsWith("II*\0") || text.startsWith("MM\0*") || text.startsWith("II+\0") || text.startsWith("MM\0+"))
    return text.slice(128, 132) === "DICM" ? "dicom" : "slide";
  if (text.slice(128, 132) === "DICM") return "dicom";
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "image";
  if (text.startsWith("\u0089PNG")) return "image";
  if (text.startsWith("%PDF-")) return "pdf";
  if (text.startsWith("PK\u0003\u0004")) return "zip";
  if (text.slice(16, 22) === "SCPECG" || text.startsWith("0       ") || text.slice(2, 6) === "MFR ") return "ecg";
  if (/AnnotatedECG|RestingECG|restingecgdata/.test(text)) return "ecg";
  return isTable(head) ? "ecg" : "unknown";
}

/** Why a file need not be sent at all, as a sentence, or null. */
export function refusedByName(name: string): { readonly detail: string; readonly whatToDo: string } | null {
  const hint = closedFormats[name.split(".").pop()?.toLowerCase() ?? ""];
  return hint === undefined ? null : { detail: say(uploadWords, "closedFormat"), whatToDo: say(uploadWords, "exportAs", { hint }) };
}

export async function recognise(file: Blob): Promise<RecognisedKind> {
  return kindOf(new Uint8Array(await file.slice(0, headBytes).arrayBuffer()));
}
