import { expect, test } from "vitest";
import { language } from "./language";
import { Problem } from "./problem";
import { problemText } from "../ui/ProblemNote";

const refused = new Problem(409, { code: "claimed_by_other", title: "Conflict", detail: "Another reader has it." });

test("a_refusal_is_said_in_the_language_of_the_person", () => {
  language.set("zh");
  expect(problemText(refused)).toEqual({ title: "操作未成功", text: "该病例已由其他医师接诊，请处理下一例。" });
  language.set("en");
  expect(problemText(refused).text).toBe("Another reader has it.");
});

test("a_refused_field_keeps_what_the_hub_says_of_it", () => {
  language.set("ru");
  const field = new Problem(400, { code: "bad_field", detail: "At most 200 characters." });
  expect(problemText(field).text).toBe("Одно поле заполнено неверно. At most 200 characters.");
  language.set("en");
});
