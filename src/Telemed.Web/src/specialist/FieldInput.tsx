import type { VNode } from "preact";
import type { FieldValue, TemplateField, TemplateOption } from "../case/types";
import { codesOf, rowsOf, statementsOf } from "../case/fieldText";
import { labelOf } from "../platform/language";
import { useWords } from "../platform/words";
import { TextField } from "../ui/Field";
import { TypeAhead } from "../ui/TypeAhead";
import { StatementInput } from "./StatementInput";
import { TableInput } from "./TableInput";
import { TextWithPhrases } from "./TextWithPhrases";
import { specialistWords } from "./words";

interface FieldInputProps {
  /** The field's place in the report, "section.field". */
  readonly path: string;
  readonly field: TemplateField;
  readonly value: FieldValue;
  readonly onChange: (value: FieldValue) => void;
  readonly isMissing: boolean;
  readonly isRequired: boolean;
}

/** More options than fingers: then typing is quicker than looking. */
const chipsAtMost = 9;

export const fieldId = (path: string): string => `field-${path.replaceAll(".", "-")}`;

/** One field of the report's template. Required ones carry a mark; a missing one is outlined when signing was tried. */
export function FieldInput({ path, field, value, onChange, isMissing, isRequired }: FieldInputProps): VNode {
  const say = useWords(specialistWords);
  const label = labelOf(field.labels, field.code) + (isRequired ? " *" : "");
  const id = fieldId(path);
  const options = field.options ?? [];
  const boxClass = isMissing ? "report-field missing" : "report-field";
  switch (field.kind) {
    case "text":
      return (
        <div class={boxClass}>
          <TextWithPhrases
            id={id}
            label={label}
            value={typeof value === "string" ? value : ""}
            onInput={onChange}
            normalText={field.normalText ? labelOf(field.normalText, "") || undefined : undefined}
          />
        </div>
      );
    case "number":
      return (
        <div class={boxClass} id={id}>
          <NumberInput field={field} label={label} value={value} onChange={onChange} />
        </div>
      );
    case "boolean":
      return (
        <div class={boxClass} id={id}>
          <Chips
            label={label}
            options={[
              { code: "yes", labels: { en: say("yes"), zh: say("yes"), ru: say("yes"), kk: say("yes") } },
              { code: "no", labels: { en: say("no"), zh: say("no"), ru: say("no"), kk: say("no") } },
            ]}
            chosen={value === true ? ["yes"] : value === false ? ["no"] : []}
            onToggle={code => onChange(value === (code === "yes") ? null : code === "yes")}
          />
        </div>
      );
    case "choice": {
      const chosen = typeof value === "string" && value !== "" ? [value] : [];
      return (
        <div class={boxClass} id={id}>
          {options.length <= chipsAtMost ? (
            <Chips
              label={label}
              options={options}
              chosen={chosen}
              onToggle={code => onChange(code === value ? null : code)}
            />
          ) : (
            <Finder
              label={label}
              options={options}
              chosen={chosen}
              single
              onChange={codes => onChange(codes[0] ?? null)}
            />
          )}
        </div>
      );
    }
    case "statements":
      return (
        <div class={boxClass} id={id}>
          <StatementInput label={label} options={options} chosen={statementsOf(value)} onChange={onChange} />
        </div>
      );
    case "table":
      return (
        <div class={boxClass} id={id}>
          <TableInput label={label} columns={field.columns ?? []} rows={rowsOf(value)} onChange={onChange} />
        </div>
      );
    case "choices": {
      const chosen = codesOf(value);
      return (
        <div class={boxClass} id={id}>
          {options.length <= chipsAtMost ? (
            <Chips
              label={label}
              many
              options={options}
              chosen={chosen}
              onToggle={code =>
                onChange(chosen.includes(code) ? chosen.filter(each => each !== code) : [...chosen, code])
              }
            />
          ) : (
            <Finder label={label} options={options} chosen={chosen} onChange={onChange} />
          )}
        </div>
      );
    }
  }
}

function NumberInput({
  field,
  label,
  value,
  onChange,
}: Omit<FieldInputProps, "isMissing" | "isRequired" | "path"> & { readonly label: string }): VNode {
  const say = useWords(specialistWords);
  const number = typeof value === "number" ? value : null;
  const isOut =
    number !== null && ((field.min != null && number < field.min) || (field.max != null && number > field.max));
  return (
    <TextField
      label={label}
      inputMode="decimal"
      value={value === null || value === undefined ? "" : String(value)}
      {...(field.unit ? { unit: field.unit } : {})}
      fault={isOut ? say("outOfRange", { min: field.min ?? "–", max: field.max ?? "–" }) : null}
      onInput={text => {
        const typed = text.replace(",", ".").trim();
        const parsed = Number(typed);
        // "12." and "-" are numbers in the making: keep the text until it is one.
        onChange(typed === "" ? null : Number.isNaN(parsed) || typed.endsWith(".") ? typed : parsed);
      }}
    />
  );
}

interface ChipsProps {
  readonly label: string;
  readonly options: readonly TemplateOption[];
  readonly chosen: readonly string[];
  readonly onToggle: (code: string) => void;
  readonly many?: boolean;
}

/** Options as chips; with the focus inside, number keys choose. */
function Chips({ label, options, chosen, onToggle, many }: ChipsProps): VNode {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey) return;
    const option = options[Number(event.key) - 1];
    if (option) onToggle(option.code);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const chips = [...(event.currentTarget as HTMLElement).querySelectorAll("button")];
      const at = chips.indexOf(document.activeElement as HTMLButtonElement);
      chips[(at + (event.key === "ArrowRight" ? 1 : -1) + chips.length) % chips.length]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const active = options.findIndex(option => chosen.includes(option.code));
  return (
    <div class="field">
      <span class="label">{label}</span>
      <div
        class="choice-chips"
        role={many ? "group" : "radiogroup"}
        aria-label={label}
        onKeyDown={onKeyDown}
        data-own-keys
      >
        {options.map((option, index) => (
          <button
            key={option.code}
            type="button"
            role={many ? "checkbox" : "radio"}
            class={option.critical ? "choice-chip loud" : "choice-chip"}
            aria-checked={chosen.includes(option.code)}
            tabIndex={many || index === Math.max(active, 0) ? 0 : -1}
            onClick={() => onToggle(option.code)}
          >
            <sub aria-hidden="true">{index + 1}</sub>
            {labelOf(option.labels, option.code)}
          </button>
        ))}
      </div>
    </div>
  );
}

function Finder({
  label,
  options,
  chosen,
  onChange,
  single,
}: {
  readonly label: string;
  readonly options: readonly TemplateOption[];
  readonly chosen: readonly string[];
  readonly onChange: (codes: readonly string[]) => void;
  readonly single?: boolean;
}): VNode {
  const say = useWords(specialistWords);
  return (
    <div class="field">
      <span class="label">{label}</span>
      <TypeAhead
        label={label}
        chosen={chosen}
        onChange={onChange}
        placeholder={say("typeToFind")}
        removeLabel={what => say("remove", { what })}
        {...(single ? { single } : {})}
        options={options.map(option => ({
          code: option.code,
          label: labelOf(option.labels, option.code),
          loud: option.critical === true,
        }))}
      />
    </div>
  );
}
