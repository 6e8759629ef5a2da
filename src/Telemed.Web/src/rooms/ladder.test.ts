import { expect, test } from "vitest";
import { climbed, lowerOf, startLadder, type Ladder, type LineSample } from "./ladder";

const good: LineSample = { availableKbps: 2_000, rttMs: 40, lossShare: 0 };
const after = (ladder: Ladder, sample: LineSample, seconds: number) =>
  Array.from({ length: seconds }).reduce<Ladder>(now => climbed(now, sample), ladder);

test("a_good_line_stays_at_video", () => {
  expect(after(startLadder(), good, 60).step).toBe("video");
});

test("one_bad_second_changes_nothing", () => {
  const shaken = climbed(startLadder(), { ...good, lossShare: 0.5 });
  expect(after(shaken, good, 5).step).toBe("video");
});

test("a_narrow_line_falls_straight_to_what_it_carries", () => {
  expect(after(startLadder(), { availableKbps: 120, rttMs: 90, lossShare: 0 }, 3).step).toBe("low_video");
  expect(after(startLadder(), { availableKbps: 35, rttMs: 90, lossShare: 0 }, 3).step).toBe("audio");
});

test("a_line_that_stalls_ends_in_text", () => {
  expect(after(startLadder(), { availableKbps: null, rttMs: 4_000, lossShare: 0 }, 12).step).toBe("text");
});

test("the_telephone_is_chosen_by_hand_and_never_by_the_line", () => {
  const dead: LineSample = { availableKbps: 0, rttMs: 9_000, lossShare: 1 };
  expect(after(startLadder(), dead, 120).step).toBe("text");
  expect(lowerOf("text", "phone")).toBe("phone");
});

test("a_line_that_recovered_comes_back_to_video_step_by_step", () => {
  const text = startLadder("text");
  expect(after(text, good, 6).step).toBe("audio");
  expect(after(text, good, 12).step).toBe("stills");
  expect(after(text, good, 24).step).toBe("video");
});

test("each_failed_try_doubles_the_wait_for_the_next", () => {
  const narrow: LineSample = { availableKbps: null, rttMs: 3_000, lossShare: 0.3 };
  const tried = after(after(startLadder("audio"), good, 6), narrow, 3);
  expect(tried.step).toBe("audio");
  expect(tried.patienceSeconds).toBe(12);
  expect(after(tried, good, 11).step).toBe("audio");
  expect(after(tried, good, 12).step).toBe("stills");
});

test("the_choice_by_hand_is_a_ceiling", () => {
  expect(lowerOf("video", "audio")).toBe("audio");
  expect(lowerOf("text", "audio")).toBe("text");
});
