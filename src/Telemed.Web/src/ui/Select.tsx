import type { ComponentChildren, VNode } from "preact";
import { Field } from "./Field";

export interface Choice<V extends string = string> {
  readonly value: V;
  readonly label: string;
  readonly disabled?: boolean;
}

interface SelectProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly Choice<V>[];
  readonly onChange: (value: V) => void;
  readonly hint?: string;
  readonly fault?: string | null | undefined;
  readonly disabled?: boolean;
}

export function Select<V extends string>({
  label,
  value,
  choices,
  onChange,
  hint,
  fault,
  disabled,
}: SelectProps<V>): VNode {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(id, describedBy) => (
        <select
          id={id}
          class="input"
          value={value}
          aria-describedby={describedBy}
          disabled={disabled}
          onChange={event => onChange(event.currentTarget.value as V)}
        >
          {choices.map(choice => (
            <option key={choice.value} value={choice.value} disabled={choice.disabled}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface SegmentsProps<V extends string> {
  readonly label: string;
  readonly value: V | null;
  readonly choices: readonly { readonly value: V; readonly label: ComponentChildren }[];
  readonly onChange: (value: V) => void;
}

/** A few choices of which one holds, all in view. Arrow keys move the choice. */
export function Segments<V extends string>({ label, value, choices, onChange }: SegmentsProps<V>): VNode {
  const move = (event: KeyboardEvent, step: number) => {
    const at = choices.findIndex(choice => choice.value === value);
    const next = choices[(at + step + choices.length) % choices.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.value);
    const buttons = (event.currentTarget as HTMLElement).querySelectorAll("button");
    buttons[choices.indexOf(next)]?.focus();
  };
  return (
    <div
      class="segments"
      role="radiogroup"
      aria-label={label}
      onKeyDown={event => {
        if (event.key === "ArrowRight" || event.key === "ArrowDown") move(event, 1);
        if (event.key === "ArrowLeft" || event.key === "ArrowUp") move(event, -1);
      }}
    >
      {choices.map((choice, index) => (
        <button
          key={choice.value}
          type="button"
          role="radio"
          aria-checked={choice.value === value}
          tabIndex={choice.value === value || (value === null && index === 0) ? 0 : -1}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
