import { expect, test } from "vitest";
import { readIdentity } from "./PatientForm";

test("a_chinese_number_holds_birth_date_and_sex", () => {
  // The example number of GB 11643-1999.
  expect(readIdentity("11010519491231002X")).toEqual({ birthDate: "1949-12-31", sex: "female" });
});

test("a_kazakh_number_holds_birth_date_and_sex_in_its_seventh_digit", () => {
  expect(readIdentity("850512300123")).toEqual({ birthDate: "1985-05-12", sex: "male" });
  expect(readIdentity("040229600123")).toEqual({ birthDate: "2004-02-29", sex: "female" });
});

test("an_impossible_date_or_another_number_fills_nothing", () => {
  expect(readIdentity("850532300123")).toBeNull();
  expect(readIdentity("12345")).toBeNull();
});
