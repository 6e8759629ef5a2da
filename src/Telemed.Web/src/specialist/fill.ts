import { statementsOf } from "../case/fieldText";
import type { ReportBody, ReportTemplate } from "../case/types";

/** Puts a statement that was chosen in the viewer into the first field that takes it. */
export function withStatement(body: ReportBody, template: ReportTemplate, code: string): ReportBody {
  for (const section of template.sections) {
    for (const field of section.fields) {
      if (field.kind !== "statements" || !field.options?.some(option => option.code === code)) continue;
      const path = `${section.code}.${field.code}`;
      const held = statementsOf(body.content[path] ?? null);
      if (held.some(each => each.code === code)) return body;
      return { ...body, content: { ...body.content, [path]: [...held, { code, modifiers: [] }] } };
    }
  }
  return body;
}

/** Names by which viewers call what they measure, and the fields that hold it. */
const aliases: Readonly<Record<string, string>> = {
  heart_rate: "ventricular_rate",
  hr: "ventricular_rate",
  rate: "ventricular_rate",
};

/** Puts a measured number into its field; it replaces what stood there, as the reader asked for the measurement. */
export function withMeasure(
  body: ReportBody,
  template: ReportTemplate,
  measure: { readonly name: string; readonly value: number },
): ReportBody {
  const name = measure.name.toLowerCase().replace(/\W+/g, "_");
  const wanted = aliases[name] ?? name;
  for (const section of template.sections) {
    const field = section.fields.find(each => each.kind === "number" && each.code === wanted);
    if (field)
      return {
        ...body,
        content: { ...body.content, [`${section.code}.${field.code}`]: Math.round(measure.value * 10) / 10 },
      };
  }
  return body;
}

/** A call with the answer of a frozen section: who heard it and when, with the times its form asks for. */
export interface Call {
  readonly toldTo: string;
  readonly at: string;
  readonly receivedAt: string | null;
}

/** Puts a recorded call into the fields that ask for it; what the reader wrote there himself stays. */
export function withCall(body: ReportBody, template: ReportTemplate, call: Call): ReportBody {
  const given: Readonly<Record<string, string | null>> = { told: call.toldTo, answered_at: call.at, received_at: call.receivedAt };
  const content = { ...body.content };
  for (const section of template.sections) {
    for (const field of section.fields) {
      const path = `${section.code}.${field.code}`;
      const value = given[field.code] ?? null;
      if (field.kind === "text" && value !== null && !content[path]) content[path] = value;
    }
  }
  return { ...body, content };
}

/** Puts what was said of a slide into the form's own field, where nothing is written yet: the form is of the whole case. */
export function withAdequacy(body: ReportBody, template: ReportTemplate, answer: string, why: string): ReportBody {
  const given: Readonly<Record<string, string>> = { adequacy: answer, adequacy_why: why };
  const content = { ...body.content };
  for (const section of template.sections) {
    if (content[`${section.code}.adequacy`]) continue;
    for (const field of section.fields) {
      const value = given[field.code] ?? "";
      const fits = field.kind === "text" || (field.options?.some(option => option.code === value) ?? false);
      if (value !== "" && fits) content[`${section.code}.${field.code}`] = value;
    }
  }
  return { ...body, content };
}
