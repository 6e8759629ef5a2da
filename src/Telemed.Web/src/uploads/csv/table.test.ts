import { expect, test } from "vitest";
import { guessOf, layoutOf, leadOf } from "./guess";
import { isTable, numberOf, tableOf, textOf } from "./table";

const utf8 = (text: string) => new TextEncoder().encode(text);
const linesOf = (text: string) => text.split(/\r?\n/);
const rows = (count: number, row: (at: number) => string) => Array.from({ length: count }, (_, at) => row(at)).join("\n");

test("a table of numbers is known by its content, notes and other text are not", () => {
  expect(isTable(utf8("I,II\n1,2\n3,4\n5,6\n"))).toBe(true);
  expect(isTable(utf8("I;II\r\n1,5;2,5\r\n1,6;2,6\r\n1,7;2,7\r\n"))).toBe(true);
  expect(isTable(utf8("Dear colleague,\nplease look, thank you,\n1, 2, 3\nbye\n"))).toBe(false);
  expect(isTable(utf8("00001 2 500 5000\n00001.dat 16 1000\n"))).toBe(false);
  expect(isTable(new Uint8Array([0, 1, 2, 3, 44, 10, 44, 10]))).toBe(false);
});

test("Excel's marks, UTF-16 and a GBK heading are read", () => {
  expect(textOf(new Uint8Array([0xef, 0xbb, 0xbf, ...utf8("I;II")]))).toBe("I;II");
  expect(textOf(new Uint8Array([0xff, 0xfe, 0x49, 0, 0x3b, 0]))).toBe("I;");
  expect(textOf(new Uint8Array([0xfe, 0xff, 0, 0x49]))).toBe("I");
  // 时间 in GBK, by the code table of GB 2312: rows 42 and 28.
  expect(textOf(new Uint8Array([0xca, 0xb1, 0xbc, 0xe4, 0x2c, 0x49]))).toBe("时间,I");
  expect(isTable(new Uint8Array([0xff, 0xfe, ...[..."1;2\n3;4\n5;6\n"].flatMap(at => [at.charCodeAt(0), 0])]))).toBe(true);
});

test("numbers have a point or a comma, and a clock's time is seconds", () => {
  expect([numberOf("-1.5e2", false), numberOf("1,5", true), numberOf("1,5", false), numberOf("", false)])
    .toEqual([-150, 1.5, null, undefined]);
  expect(numberOf("00:01:02.500", false)).toBe(62.5);
});

test("a heading with leads, unit and a time column tells everything", () => {
  const guess = guessOf(linesOf(`time [ms];I (mV);Lead II;aVF\n${rows(6, at => `${at * 2};0,1;0,2;0,3`)}`));
  expect(guess).toEqual({
    separator: ";", decimalComma: true, headerRows: 1, columns: [null, "I", "II", "aVF"], rate: "500", unit: "mV",
    perCount: "",
  });
});

test("a rate comes from rounded seconds and from words of the heading", () => {
  const seconds = guessOf(linesOf(`Elapsed s,II\n${rows(721, at => `${(at / 360).toFixed(3)},12`)}`));
  expect([seconds?.rate, seconds?.columns]).toEqual(["360", [null, "II"]]);
  const told = guessOf(linesOf(`导联数据\n采样率 250 Hz\nI,II\n1,2\n3,4\n5,6`));
  expect([told?.rate, told?.headerRows, told?.columns]).toEqual(["250", 3, ["I", "II"]]);
});

test("counted samples give no rate, and bare columns stand in the order of the paper", () => {
  const counted = guessOf(linesOf(`n\tII\n${rows(5, at => `${at}\t${at % 2}`)}`));
  expect([counted?.rate, counted?.columns]).toEqual(["", [null, "II"]]);
  const bare = guessOf(linesOf(rows(5, at => Array.from({ length: 12 }, (_, lead) => (at * 7 + lead) % 5).join(","))));
  expect(bare?.columns.join()).toBe("I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6");
});

test("a column that counts the samples does not hide that the trace is in millivolts", () => {
  expect(guessOf(linesOf(`Nr;Kanal\n${rows(99, at => `${at};0,${at}`)}`))?.unit).toBe("mV");
  expect(guessOf(linesOf(`Nr;Kanal\n${rows(99, at => `${at};${at * 9}`)}`))?.unit).toBe("uV");
});

test("lead names are known in the spellings of devices", () => {
  expect(["ecg_v1", "Lead II [mV]", "C3 (uV)", "avr", "导联 V5", "MLII", "pressure"].map(leadOf))
    .toEqual(["V1", "II", "V3", "aVR", "V5", "II", null]);
});

test("what is missing is said one at a time, then the layout is whole", () => {
  const lines = linesOf("a,b\n1,2\n3,4\n5,6");
  const guess = guessOf(lines)!;
  expect(layoutOf(guess, lines)).toEqual({ code: "noLead" });
  const chosen = { ...guess, columns: ["I", "I"] };
  expect(layoutOf(chosen, lines)).toEqual({ code: "twice", lead: "I" });
  const named = { ...guess, columns: ["I", "II"] };
  expect(layoutOf(named, lines)).toEqual({ code: "noRate" });
  expect(layoutOf({ ...named, rate: "500", unit: "count" }, lines)).toEqual({ code: "noUnit" });
  expect(layoutOf({ ...named, rate: "500", headerRows: 0 }, lines)).toEqual({ code: "noNumber", column: 1, line: 1 });
  expect(layoutOf({ ...named, rate: "500", unit: "count", perCount: "2,44" }, lines)).toEqual({
    samplingRateHz: 500, microvoltsPerCount: 2.44, columns: ["I", "II"], separator: ",", decimalComma: false,
    headerRows: 1,
  });
});

test("the length of the whole file is told from its beginning", async () => {
  const file = new File([rows(60_000, at => `${at % 10},5`)], "long.csv");
  const table = await tableOf(file, 4096);
  expect(table?.linesAbout).toBeGreaterThan(59_900);
  expect(table?.linesAbout).toBeLessThan(60_100);
  expect(await tableOf(new File(["hello"], "a.txt"), 4096)).toBeNull();
});
