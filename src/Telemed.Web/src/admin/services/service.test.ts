import { expect, test } from "vitest";
import { bodyOf, emptyService, faultsOf, formOf, templatesOf, type EditableService } from "./service";

const labels = { zh: "心电", en: "ECG", ru: "ЭКГ", kk: "ЭКГ" };

test("a_form_without_names_in_every_language_is_not_saved", () => {
  expect(faultsOf(emptyService)).toEqual(["wrongLabels"]);
  expect(faultsOf({ ...emptyService, labels })).toEqual([]);
});

test("a_report_cannot_be_due_before_its_claim", () => {
  const timers = { ...emptyService.timers, red: { claimMinutes: "10", reportMinutes: "5" } };
  expect(faultsOf({ ...emptyService, labels, timers })).toEqual(["wrongTimers"]);
});

test("somebody_asks_and_somebody_reads", () => {
  expect(faultsOf({ ...emptyService, labels, performerTiers: [] })).toEqual(["wrongTiers"]);
});

test("a_service_comes_back_from_its_form_as_it_was", () => {
  const service: EditableService = {
    code: "ecg",
    kind: "ecg",
    labels,
    specialty: "cardiology",
    template: "ecg",
    allowedTiers: ["village"],
    performerTiers: ["county"],
    timers: {
      red: { claimMinutes: 2, reportMinutes: 10 },
      yellow: { claimMinutes: 10, reportMinutes: 30 },
      green: { claimMinutes: 60, reportMinutes: 120 },
    },
    redFlags: [],
    position: 10,
    active: true,
    version: 4,
  };
  const { redFlags: _, ...sent } = service;
  expect(bodyOf(formOf(service), 4)).toEqual(sent);
});

test("forms_are_offered_by_kind_once_each", () => {
  const services = [
    { kind: "imaging", template: "imaging" },
    { kind: "imaging", template: "ct_head" },
    { kind: "imaging", template: "imaging" },
    { kind: "ecg", template: "ecg" },
  ] as const;
  expect(templatesOf(services, "imaging")).toEqual(["ct_head", "imaging"]);
});
