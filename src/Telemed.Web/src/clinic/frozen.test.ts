import { expect, test } from "vitest";
import { canBeDialled, frozenChecks, withService } from "./frozen";
import { emptyCase } from "./newCase";

test("a number can be dialled with or without its usual signs, and an extension too", () => {
  for (const number of ["119", "+86 537 123-4567", "(0537) 2345678#12", "8 701 123 45 67,5"]) expect(canBeDialled(number)).toBe(true);
  for (const number of ["", "12", "operating room", "53+7123", "123456789012345678901"]) expect(canBeDialled(number)).toBe(false);
});

test("a frozen section is not sent without anybody to call", () => {
  const frozen = { serviceCode: "frozen_section", phoneBackName: " ", phoneBackNumber: "none" };
  expect(frozenChecks(frozen).map(check => [check.code, check.severity])).toEqual([
    ["no_phone_back_person", "block"], ["no_phone_back_number", "block"],
  ]);
  expect(frozenChecks({ ...frozen, phoneBackName: "Dr Wang", phoneBackNumber: "8013" })).toEqual([]);
  expect(frozenChecks({ ...frozen, serviceCode: "pathology_wsi" })).toEqual([]);
});

test("choosing a frozen section makes the case red", () => {
  const green = emptyCase("1");
  expect(withService(green, "frozen_section").colour).toBe("red");
  expect(withService(green, "pathology_wsi").colour).toBe("green");
});
