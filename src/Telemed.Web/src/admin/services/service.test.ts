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

test("a_share_of_reviewed_reports_is_a_whole_number_of_a_hundred", () => {
  expect(faultsOf({ ...emptyService, labels, reviewPercent: "5" })).toEqual([]);
  for (const reviewPercent of ["101", "-1", "2.5", ""])
    expect(faultsOf({ ...emptyService, labels, reviewPercent })).toEqual(["wrongShare"]);
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
      dutyHours: { days: ["monday", "friday"], from: "08:00", until: "17:30", timeZone: "Asia/Almaty" },
    },
    redFlags: [],
    reviewPercent: 5,
    routingMode: "round_robin",
    position: 10,
    active: true,
    version: 4,
  };
  const { redFlags: _, ...sent } = service;
  expect(bodyOf(formOf(service), 4)).toEqual(sent);
});

test("readers_take_the_next_case_where_nothing_else_is_said", () => {
  expect(bodyOf(emptyService, null)["routingMode"]).toBe("pull");
});

test("duty_needs_a_day_and_an_end_after_its_beginning", () => {
  const hours = { ...emptyService.dutyHours, on: true };
  expect(faultsOf({ ...emptyService, labels, dutyHours: hours })).toEqual([]);
  expect(faultsOf({ ...emptyService, labels, dutyHours: { ...hours, days: [] } })).toEqual(["wrongDutyHours"]);
  expect(faultsOf({ ...emptyService, labels, dutyHours: { ...hours, until: "08:00" } })).toEqual(["wrongDutyHours"]);
  expect(faultsOf({ ...emptyService, labels, dutyHours: { ...hours, on: false, days: [] } })).toEqual([]);
});

test("without_duty_hours_the_clocks_always_run", () => {
  expect(bodyOf(emptyService, null)["timers"]).toMatchObject({ dutyHours: null });
  const open = { ...emptyService.dutyHours, on: true, days: ["sunday", "monday"] as const };
  expect(bodyOf({ ...emptyService, dutyHours: open }, null)["timers"]).toMatchObject({
    dutyHours: { days: ["monday", "sunday"], from: "08:00", until: "18:00", timeZone: null },
  });
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
