import { isTable } from "./csv/table";

export type RecognisedKind = "dicom" | "ecg" | "slide" | "image" | "pdf" | "zip" | "unknown";

/** Bytes of a file's beginning that are looked at. */
export const headBytes = 4096;

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

export async function recognise(file: Blob): Promise<RecognisedKind> {
  return kindOf(new Uint8Array(await file.slice(0, headBytes).arrayBuffer()));
}
