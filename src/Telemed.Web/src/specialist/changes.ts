import { cardLines } from "../case/ActionCardView";
import { fieldText } from "../case/fieldText";
import type { ReportBody as Body, ReportTemplate } from "../case/types";
import { labelOf } from "../platform/language";

/** A draft or a signed report: what both hold. */
type Compared = Pick<Body, "content" | "answers" | "impression" | "advice" | "limits" | "certainty" | "actionCard">;

export interface Change {
  readonly field: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

type Said = (
  key: "impression" | "advice" | "limits" | "certainty" | "doNow" | "give" | "doNot" | "sendIf" | "callBackAt",
) => string;

/** What an amendment changes, field by field, as the reader and later the sender see it. */
export function changesBetween(
  before: Compared,
  after: Compared,
  template: ReportTemplate | null,
  said: Said,
): readonly Change[] {
  const changes: Change[] = [];
  const note = (field: string, label: string, old: string | null, now: string | null) => {
    if ((old ?? "").trim() !== (now ?? "").trim()) changes.push({ field, label, before: old ?? "", after: now ?? "" });
  };
  for (const section of template?.sections ?? []) {
    for (const field of section.fields) {
      const path = `${section.code}.${field.code}`;
      note(
        path,
        labelOf(field.labels, field.code),
        fieldText(field, before.content[path] ?? null),
        fieldText(field, after.content[path] ?? null),
      );
    }
  }
  for (const answer of after.answers) {
    note(
      `answer.${answer.number}`,
      `${answer.number}.`,
      before.answers.find(each => each.number === answer.number)?.text ?? "",
      answer.text,
    );
  }
  note("impression", said("impression"), before.impression, after.impression);
  note("advice", said("advice"), before.advice, after.advice);
  note("limits", said("limits"), before.limits, after.limits);
  note("certainty", said("certainty"), before.certainty, after.certainty);
  for (const line of cardLines) note(line, said(line), before.actionCard[line], after.actionCard[line]);
  return changes;
}
