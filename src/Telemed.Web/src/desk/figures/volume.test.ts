import { expect, test } from "vitest";
import { matrixOf } from "./volume";

const rows = [
  { requesterTier: "village", performerTier: "county", serviceCode: "ecg", count: 120 },
  { requesterTier: "village", performerTier: "city", serviceCode: "ecg", count: 30 },
  { requesterTier: "township", performerTier: "county", serviceCode: "ecg", count: 200 },
  { requesterTier: "township", performerTier: "county", serviceCode: "ct", count: 50 },
];

test("all_services_are_summed_by_the_two_tiers", () => {
  const matrix = matrixOf(rows, "");
  expect(matrix.columns).toEqual(["city", "county"]);
  expect(matrix.rows).toEqual([
    { tier: "township", counts: [0, 250], total: 250 },
    { tier: "village", counts: [30, 120], total: 150 },
  ]);
  expect(matrix.columnTotals).toEqual([30, 370]);
  expect(matrix.total).toBe(400);
});

test("one_service_leaves_out_tiers_without_a_case_of_it", () => {
  const matrix = matrixOf(rows, "ct");
  expect(matrix.columns).toEqual(["county"]);
  expect(matrix.total).toBe(50);
});
