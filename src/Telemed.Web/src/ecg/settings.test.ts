import { describe, expect, it } from "vitest";
import { gapsIn } from "../platform/words";
import { measureRows } from "./delta";
import { nextCompare, startFor, steppedGain, steppedSpeed } from "./settings";
import { ecgWords } from "./words";

const value = (name: string, number: number) => ({ name, value: number, unit: "" });

describe("settings", () => {
  it("step gain and speed and stop at the ends", () => {
    expect([
      steppedGain(10, 1),
      steppedGain(20, 1),
      steppedGain("auto", -1),
      steppedSpeed(25, 1),
      steppedSpeed(12.5, -1),
    ]).toEqual([20, 20, 5, 50, 12.5]);
  });

  it("turn to the page that shows a moment of a long recording", () => {
    expect([
      startFor(60_000, 1_800_000),
      startFor(1000, 1_800_000),
      startFor(1_799_900, 1_800_000),
      startFor(5000, 10_000),
    ]).toEqual([56_600, 0, 1_790_000, 0]);
  });

  it("go round: off, below, over", () => {
    expect([nextCompare("off"), nextCompare("below"), nextCompare("overlay")]).toEqual(["below", "overlay", "off"]);
  });
});

describe("the table of measurements", () => {
  it("shows ours beside the device's and the change since the prior", () => {
    const rows = measureRows(
      [value("HR", 80), value("QT", 400)],
      [value("HR", 79), value("QRS", 96)],
      [value("HR", 70), value("QRS", 90)],
    );
    expect(rows.map(row => [row.name, row.ours, row.device, row.change])).toEqual([
      ["HR", 80, 79, 10],
      ["QRS", null, 96, 6],
      ["QT", 400, null, null],
    ]);
  });

  it("takes the shorter way round for an axis", () => {
    expect(measureRows([value("QRS axis", -170)], [], [value("QRS axis", 175)])[0]?.change).toBe(15);
  });
});

describe("the words of the ECG page", () => {
  it("are complete in four languages", () => expect(gapsIn(ecgWords)).toEqual([]));
});
