import { describe, expect, it } from "vitest";
import { marchTimes, movedTo, nextId, noMarks, undone, withMark, withoutMark, type CaliperMark } from "./marks";

const caliper: CaliperMark = {
  kind: "caliper",
  id: 1,
  lead: "II",
  shows: "both",
  fromMs: 100,
  toMs: 200,
  fromUv: 0,
  toUv: 500,
};

describe("marks", () => {
  it("undo a whole drag at once, and a removal", () => {
    let marks = withMark(noMarks, caliper, true);
    marks = withMark(marks, movedTo(caliper, "to", 300, 0), true);
    marks = withMark(marks, movedTo(caliper, "to", 340, 0), false);
    expect(marks.shown[0]?.toMs).toBe(340);
    marks = undone(marks);
    expect(marks.shown[0]?.toMs).toBe(200);
    expect(undone(withoutMark(marks, 1)).shown).toEqual(marks.shown);
    expect(undone(undone(marks)).shown).toEqual([]);
  });

  it("never use an id twice while undo could bring its owner back", () => {
    const marks = withoutMark(withMark(noMarks, caliper, true), 1);
    expect(nextId(marks)).toBe(2);
  });

  it("march out to both sides over the whole page, at least eight times at 75 a minute", () => {
    const times = marchTimes({ kind: "march", id: 1, lead: "II", fromMs: 1000, toMs: 1800 }, 0, 10_000);
    expect(times[0]).toBe(200);
    expect(times.at(-1)).toBe(9800);
    expect(times).toHaveLength(13);
  });

  it("do not fill the page when both ends of a march are on one place", () => {
    expect(marchTimes({ kind: "march", id: 1, lead: "II", fromMs: 1000, toMs: 1000 }, 0, 10_000)).toEqual([1000, 1000]);
  });
});
