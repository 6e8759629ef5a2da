import { expect, test } from "vitest";
import type { Service } from "../platform/catalogue";
import type { UploadItem } from "../uploads/useUploads";
import { localChecks } from "./checks";
import { emptyCase } from "./newCase";

const ecg = { kind: "ecg" } as Service;
const complete = { ...emptyCase("1"), patientId: "p", serviceCode: "ecg", questions: ["Infarction?"] };
const file = (changes: Partial<UploadItem>): UploadItem => ({
  localId: "1",
  name: "a.dcm",
  sizeBytes: 1,
  sentBytes: 1,
  rateBytesPerS: 0,
  state: "accepted",
  mismatch: [],
  ...changes,
});
const codes = (checks: { code: string }[]) => checks.map(check => check.code);

test("a_service_that_is_not_offered_any_more_is_chosen_anew", () => {
  expect(codes(localChecks(complete, undefined, [file({})]))).toEqual(["lackService"]);
});

test("an_empty_case_names_all_that_it_lacks", () => {
  expect(codes(localChecks(emptyCase("1"), undefined, []))).toEqual(["lackPatient", "lackService", "lackQuestion"]);
});

test("an_ecg_case_without_a_file_waits_for_it_unless_it_is_red", () => {
  expect(localChecks(complete, ecg, [])).toEqual([{ code: "lackFile", severity: "block" }]);
  expect(localChecks({ ...complete, colour: "red" }, ecg, [])).toEqual([{ code: "lackFile", severity: "warn" }]);
});

test("a_refused_file_is_no_file", () => {
  expect(codes(localChecks(complete, ecg, [file({ state: "refused" })]))).toEqual(["lackFile", "refusedFile"]);
});

test("a_file_of_another_patient_blocks_until_it_is_decided", () => {
  expect(localChecks(complete, ecg, [file({ mismatch: ["name"] })])).toEqual([
    { code: "mismatch", severity: "block" },
  ]);
});

test("a_complete_case_has_nothing_to_say", () => {
  expect(localChecks(complete, ecg, [file({})])).toEqual([]);
});

test("a_file_cut_off_with_its_page_is_named_until_it_is_chosen_again", () => {
  expect(codes(localChecks(complete, ecg, [file({}), file({ state: "stopped" })]))).toEqual(["stoppedFile"]);
});
