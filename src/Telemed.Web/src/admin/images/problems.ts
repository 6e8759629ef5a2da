import { asProblem, Problem } from "../../platform/problem";
import { sayIn } from "../../platform/words";
import { language } from "../../platform/language";
import { imageWords } from "./words";

const known = {
  sent_again: "sentAgain",
  restored_already: "restoredAlready",
  cannot_replace: "cannotReplace",
  several_facilities: "severalFacilities",
} as const;

/** What went wrong, in the person's language where the hub gave it a name of its own. */
export function imageProblem(error: unknown): Problem {
  const problem = asProblem(error);
  const word = Object.entries(known).find(([code]) => code === problem.code)?.[1];
  if (word === undefined) return problem;
  return new Problem(problem.status, { code: problem.code, detail: sayIn(imageWords, language.get())(word) });
}
