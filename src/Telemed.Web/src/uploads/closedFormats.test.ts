import { expect, it } from "vitest";
import { refusalOf } from "./closedFormats";

const file = (name: string, text: string): File =>
  new File([Uint8Array.from(text.padEnd(600, "\0"), letter => letter.charCodeAt(0))], name);

/** A little-endian TIFF of one directory with one entry, whose value lies behind it. */
function tiff(tag: number, value: string, big = false): File {
  const bytes = new Uint8Array(400);
  const numbers = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, big ? 43 : 42, 0, ...(big ? [8, 0, 0, 0, 16] : [8])]);
  const at = big ? 16 : 8;
  if (big) numbers.setBigUint64(at, 1n, true);
  else numbers.setUint16(at, 1, true);
  const entry = at + (big ? 8 : 2);
  numbers.setUint16(entry, tag, true);
  numbers.setUint16(entry + 2, 7, true);
  if (big) {
    numbers.setBigUint64(entry + 4, BigInt(value.length), true);
    numbers.setBigUint64(entry + 12, 200n, true);
  } else {
    numbers.setUint32(entry + 4, value.length, true);
    numbers.setUint32(entry + 8, 200, true);
  }
  bytes.set(Uint8Array.from(value, letter => letter.charCodeAt(0)), 200);
  return new File([bytes], "slide.tif");
}

it.each([
  ["case 7.KFB", "K-Viewer"],
  ["case 7.sdpc", "Sqray"],
  ["case 7.tron", "DICOM"],
  ["case 7.mrxs", "CaseViewer"],
  ["case 7.bif", "TIFF"],
  ["case 7.vsi", "OlyVIA"],
  ["case 7.czi", "ZEN"],
])("says by its name that %s cannot be read, and what to export", async (name, hint) => {
  expect((await refusalOf(file(name, "anything")))?.whatToDo).toContain(hint);
});

it.each([
  ["KFB", "\u00f1\u0001\u00ee\u00eeKFB\0", "K-Viewer"],
  ["SDPC", "SQ1.0\0\0\0\0\0\0\0\0\0\0\0\0\0", "Sqray"],
  ["TRON", "PK\u0003\u0004" + "\0".repeat(22) + "\u0005\0\0\0.tron", "DICOM"],
  ["CZI", "ZISRAWFILE\0", "ZEN"],
  ["the pixels of VSI", "SIS\0", "OlyVIA"],
  ["the description of MRXS", "[GENERAL]\r\nSLIDE_VERSION = 01.02", "CaseViewer"],
])("knows %s by its content whatever its name", async (_, content, hint) => {
  expect((await refusalOf(file("renamed.svs", content)))?.whatToDo).toContain(hint);
});

it("knows Ventana and Olympus among TIFF files by their directories", async () => {
  expect((await refusalOf(tiff(700, "<iScan ScanRes='0.25'/>")))?.whatToDo).toContain("TIFF");
  expect((await refusalOf(tiff(700, "<iScan ScanRes='0.25'/>", true)))?.whatToDo).toContain("TIFF");
  expect((await refusalOf(tiff(33560, "x")))?.whatToDo).toContain("OlyVIA");
});

it("lets every other file pass", async () => {
  expect(await refusalOf(tiff(270, "Aperio Image Library"))).toBeNull();
  expect(await refusalOf(tiff(700, "<x:xmpmeta/>", true))).toBeNull();
  expect(await refusalOf(file("a.zip", "PK\u0003\u0004" + "\0".repeat(22) + "\u0005\0\0\0a.dcm"))).toBeNull();
  expect(await refusalOf(file("a.db", "SQLite format 3\0"))).toBeNull();
  expect(await refusalOf(file("case 7.svs", "II*\0\u0000\u0000\u0000\u0000"))).toBeNull();
});

it("does not follow directories for ever", async () => {
  const bytes = new Uint8Array(64);
  // A directory without entries whose successor is itself.
  bytes.set([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0]);
  expect(await refusalOf(new File([bytes], "loop.tif"))).toBeNull();
});
