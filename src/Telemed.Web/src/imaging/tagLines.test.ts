import { expect, test } from "vitest";
import { linesOf } from "./tagLines";
import { tagName } from "./tagNames";

test("a header is told line by line, with the items of its sequences behind them", () => {
  const row = {
    "00400275": { vr: "SQ", Value: [{ "00401001": { vr: "SH", Value: ["A1"] } }, { "00401001": { vr: "SH", Value: ["A2"] } }] },
    "00100010": { vr: "PN", Value: [{ Alphabetic: "Zhang^Wei", Ideographic: "张^伟" }] },
    "7FE00010": { vr: "OW" },
  };
  expect(linesOf(row).map(line => `${line.depth} ${line.tag} ${line.text}`)).toEqual([
    "0 00100010 Zhang^Wei=张^伟", "0 00400275 2", "1 00401001 A1", "1 00401001 A2", "0 7FE00010 ",
  ]);
});

test("an attribute has the name that the standard gives it", () => {
  expect(tagName("00181164")).toBe("Imager Pixel Spacing");
  expect(tagName("00091001")).toBe("");
});
