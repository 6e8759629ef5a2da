import type { VNode } from "preact";
import type { Statement, TemplateOption } from "../case/types";
import { labelOf } from "../platform/language";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import { TypeAhead } from "../ui/TypeAhead";
import { specialistWords } from "./words";

interface StatementInputProps {
  readonly label: string;
  readonly options: readonly TemplateOption[];
  readonly chosen: readonly Statement[];
  readonly onChange: (statements: readonly Statement[]) => void;
}

/** Numbers 300 to 399 of the statement table modify the others: "acute", "probable", "0.2 mV". */
const isModifier = (option: TemplateOption): boolean => /^3\d\d$/.test(option.code);

/** Coded statements with their modifiers; typed by number or by word. */
export function StatementInput({ label, options, chosen, onChange }: StatementInputProps): VNode {
  const say = useWords(specialistWords);
  const statements = options.filter(option => !isModifier(option));
  const modifiers = options.filter(isModifier);
  const text = (code: string) => labelOf(options.find(option => option.code === code)?.labels, code);
  const toggle = (at: Statement, code: string) =>
    onChange(
      chosen.map(each =>
        each !== at
          ? each
          : {
              ...each,
              modifiers: each.modifiers.includes(code)
                ? each.modifiers.filter(other => other !== code)
                : [...each.modifiers, code],
            },
      ),
    );
  return (
    <div class="field">
      <span class="label">{label}</span>
      {chosen.length > 0 && (
        <ul class="row wrap chips">
          {chosen.map(each => (
            <li
              key={each.code}
              class={options.find(option => option.code === each.code)?.critical ? "chip red" : "chip"}
            >
              {[text(each.code), ...each.modifiers.map(text)].join(", ")}
              {modifiers.length > 0 && (
                <Popover
                  side="left"
                  label={text(each.code)}
                  button={(open, toggleOpen) => (
                    <button
                      type="button"
                      aria-expanded={open}
                      aria-label={`${say("modify")}: ${text(each.code)}`}
                      onClick={toggleOpen}
                    >
                      <Icon name="plus" tiny />
                    </button>
                  )}
                >
                  {() =>
                    modifiers.map(option => (
                      <button
                        key={option.code}
                        type="button"
                        class="menu-item"
                        role="menuitemcheckbox"
                        aria-checked={each.modifiers.includes(option.code)}
                        onClick={() => toggle(each, option.code)}
                      >
                        <span class="quiet small mono">{option.code}</span>
                        {labelOf(option.labels, option.code)}
                      </button>
                    ))
                  }
                </Popover>
              )}
              <button
                type="button"
                aria-label={say("remove", { what: text(each.code) })}
                onClick={() => onChange(chosen.filter(other => other !== each))}
              >
                <Icon name="cross" tiny />
              </button>
            </li>
          ))}
        </ul>
      )}
      <TypeAhead
        label={label}
        chosen={[]}
        placeholder={say("typeToFind")}
        removeLabel={what => say("remove", { what })}
        onChange={codes => onChange([...chosen, ...codes.map(code => ({ code, modifiers: [] }))])}
        options={statements
          .filter(option => !chosen.some(each => each.code === option.code))
          .map(option => ({
            code: option.code,
            label: labelOf(option.labels, option.code),
            loud: option.critical === true,
          }))}
      />
    </div>
  );
}
