import { labelOf, language } from "../platform/language";
import { sayIn } from "../platform/words";
import { reportWords } from "./reportWords";
import type { FieldValue, Statement, TableRow, TemplateField } from "./types";

/** One field of a report as text in the reader's language; empty when nothing was filled in. */
export function fieldText(field: TemplateField, value: FieldValue): string {
  if (value === null || value === "") return "";
  const option = (code: string) => labelOf(field.options?.find(each => each.code === code)?.labels, code);
  switch (field.kind) {
    case "choice":
      return typeof value === "string" ? option(value) : String(value);
    case "choices":
      return codesOf(value).map(option).join("; ");
    case "statements":
      return statementsOf(value)
        .map(each => [option(each.code), ...each.modifiers.map(option)].join(", "))
        .join("; ");
    case "table":
      return rowsOf(value)
        .map(row => rowText(field, row))
        .join("\n");
    case "number":
      return field.unit ? `${String(value)} ${field.unit}` : String(value);
    case "boolean":
      return typeof value === "boolean" ? sayIn(reportWords, language.get())(value ? "yes" : "no") : "";
    case "text":
      return String(value);
  }
}

/** The codes of a field that takes several. */
export function codesOf(value: FieldValue): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

/** The statements of a field; a bare code is one without modifiers. */
export function statementsOf(value: FieldValue): readonly Statement[] {
  if (!Array.isArray(value)) return [];
  return value
    .map(each => (typeof each === "string" ? { code: each, modifiers: [] } : (each as Statement)))
    .filter(each => typeof each.code === "string")
    .map(each => ({ code: each.code, modifiers: each.modifiers ?? [] }));
}

export function rowsOf(value: FieldValue): readonly TableRow[] {
  return Array.isArray(value)
    ? value.filter((each): each is TableRow => typeof each === "object" && each !== null)
    : [];
}

function rowText(field: TemplateField, row: TableRow): string {
  const cells =
    field.columns?.map(column => {
      const text = fieldText(column, row[column.code] ?? null);
      return text === "" ? "" : `${labelOf(column.labels, column.code)}: ${text}`;
    }) ?? [];
  return cells.filter(Boolean).join("; ");
}
