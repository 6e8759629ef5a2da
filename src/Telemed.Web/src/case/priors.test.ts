import { expect, test } from "vitest";
import { priorsOf, type PastRecording } from "./priors";

const recording = (kind: string, consultationId: string, summary: Record<string, unknown> = {}): PastRecording => ({
  attachmentId: "a",
  kind,
  subjectId: `${kind}-${consultationId}`,
  fileName: "f",
  createdAt: "2026-01-01T00:00:00Z",
  consultationId,
  summary,
});
const history = {
  consultations: [],
  recordings: [
    recording("ecg", "now"),
    recording("ecg", "before"),
    recording("image", "before"),
    recording("imaging", "before", { studyUid: "1.2.3", facilityId: "f" }),
  ],
};

test("the_case's_own_recordings_are_no_priors", () => {
  expect(priorsOf(history, "now", "ecg").ecgIds).toEqual(["ecg-before"]);
});

test("only_recordings_of_the_same_kind_count_as_something_to_compare_with", () => {
  expect(priorsOf(history, "now", "ecg").count).toBe(1);
  expect(priorsOf(history, "now", "pathology").count).toBe(0);
});

test("a_study_without_its_number_cannot_be_opened_and_is_left_out", () => {
  expect(priorsOf(history, "now", "imaging").studies).toEqual([{ facilityId: "f", studyUid: "1.2.3" }]);
  const nameless = { ...history, recordings: [recording("imaging", "before")] };
  expect(priorsOf(nameless, "now", "imaging").studies).toEqual([]);
});
