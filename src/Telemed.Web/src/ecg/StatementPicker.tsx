import type { VNode } from "preact";
import type { ReportTemplate, TemplateOption } from "../case/types";
import { useData } from "../platform/data";
import { labelOf } from "../platform/language";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import { NotCome } from "../ui/NotCome";
import { TypeAhead } from "../ui/TypeAhead";
import type { Suggestion } from "./types";
import { reasonText } from "./reasonWords";
import { ecgWords } from "./words";

export const statementSearchId = "ecg-statement-search";

/** Statements of the ECG report: the computer's suggestions to accept one by one, and a search by number or word. */
export function StatementPicker({
  suggested,
  onStatement,
}: {
  readonly suggested: readonly Suggestion[];
  readonly onStatement: (code: string) => void;
}): VNode {
  const say = useWords(ecgWords);
  const template = useData<ReportTemplate>("/api/templates/ecg");
  const options = optionsOf(template.value);
  const text = (code: string) => labelOf(options.find(option => option.code === code)?.labels, code);
  return (
    <div class="ecg-list">
      <NotCome of={template} />
      <TypeAhead
        id={statementSearchId}
        label={say("findStatement")}
        placeholder={say("findStatement")}
        chosen={[]}
        removeLabel={() => ""}
        onChange={codes => codes.forEach(onStatement)}
        options={options.map(option => ({
          code: option.code,
          label: labelOf(option.labels, option.code),
          loud: option.critical === true,
        }))}
      />
      {suggested.length > 0 && <p class="strong small">{say("suggested")}</p>}
      <div class="row wrap chips">
        {suggested.map(each => (
          <button
            key={each.code}
            type="button"
            class="choice-chip"
            title={reasonText(each)}
            aria-label={say("add", { what: text(each.code) })}
            onClick={() => onStatement(each.code)}
          >
            <Icon name="plus" tiny />
            {text(each.code)}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Every statement the template takes, modifiers (300 to 399) apart: those belong to a statement already chosen. */
function optionsOf(template: ReportTemplate | null): readonly TemplateOption[] {
  const all =
    template?.sections
      .flatMap(section => section.fields)
      .filter(field => field.kind === "statements")
      .flatMap(field => field.options ?? []) ?? [];
  const seen = new Set<string>();
  return all.filter(option => !/^3\d\d$/.test(option.code) && !seen.has(option.code) && seen.add(option.code));
}
