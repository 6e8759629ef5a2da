import { expect, it } from "vitest";
import { kindOf } from "./recognise";

const bytes = (text: string, at = 0) => {
  const head = new Uint8Array(600);
  head.set(Uint8Array.from(text, letter => letter.charCodeAt(0)), at);
  return head;
};

it.each([
  ["II*\0", 0, "slide"],
  ["MM\0+", 0, "slide"],
  ["DICM", 128, "dicom"],
  ["\u00ff\u00d8\u00ff", 0, "image"],
  ["%PDF-1.7", 0, "pdf"],
  ["SCPECG", 16, "ecg"],
  ["<?xml version='1.0'?><AnnotatedECG>", 0, "ecg"],
  ["hello", 0, "unknown"],
] as const)("knows %j at %d as %s", (text, at, kind) => {
  expect(kindOf(bytes(text, at))).toBe(kind);
});

it("takes a DICOM file with a TIFF's head for DICOM", () => {
  const head = bytes("II*\0");
  head.set([68, 73, 67, 77], 128);
  expect(kindOf(head)).toBe("dicom");
});
