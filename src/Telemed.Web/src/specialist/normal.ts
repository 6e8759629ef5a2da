import type { Content, FieldValue, ReportBody, ReportTemplate, TemplateField } from "../case/types";
import { labelOf } from "../platform/language";

/** Codes by which templates name the finding of nothing. What a pathologist decides is never among them. */
const normalCodes = ["normal", "none", "clear", "no", "good", "adequate"];
/** There is nothing to compare with; only assumed when the hub knows of nothing earlier. */
const noPriorCode = "none_available";
/** "Normal ECG" in the statement table. */
const normalEcg = "1";

/** Fills what is empty with the normal finding; what the reader wrote stays. One key makes a normal report. */
export function withNormal(
  body: ReportBody,
  template: ReportTemplate,
  normalAnswer: string,
  questionNumbers: readonly number[],
  hasPriors: boolean,
): ReportBody {
  const content: Record<string, FieldValue> = { ...body.content };
  for (const section of template.sections) {
    for (const field of section.fields) {
      const path = `${section.code}.${field.code}`;
      const normal = isEmpty(content[path]) ? normalValue(field, hasPriors) : null;
      if (normal !== null) content[path] = normal;
    }
  }
  return {
    ...body,
    content: content as Content,
    certainty: body.certainty ?? "likely",
    impression: body.impression?.trim() ? body.impression : normalAnswer,
    answers: questionNumbers.map(number => {
      const given = body.answers.find(answer => answer.number === number);
      return given && (given.text ?? "").trim() !== "" ? given : { number, text: normalAnswer };
    }),
  };
}

const isEmpty = (value: FieldValue | undefined): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);

function normalValue(field: TemplateField, hasPriors: boolean): FieldValue {
  if (!hasPriors && field.options?.some(option => option.code === noPriorCode)) return noPriorCode;
  const code = normalCodes.find(each => field.options?.some(option => option.code === each));
  switch (field.kind) {
    case "text":
      return field.normalText ? labelOf(field.normalText, "") || null : null;
    case "choice":
      return code ?? null;
    case "choices":
      return code === undefined ? null : [code];
    case "statements":
      return field.options?.some(option => option.code === normalEcg) ? [{ code: normalEcg, modifiers: [] }] : null;
    case "boolean":
    case "number":
    case "table":
      return null; // a measured or asked thing is never assumed
  }
}
