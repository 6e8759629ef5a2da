import type { ComponentChildren, VNode } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly fault?: string | null | undefined;
  readonly children: (id: string, describedBy: string | undefined) => VNode;
}

/** A label above its control, with a hint or a fault below. */
export function Field({ label, hint, fault, children }: FieldProps): VNode {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id, hint !== undefined || fault ? noteId : undefined)}
      {fault ? (
        <span class="fault" id={noteId} role="alert">
          {fault}
        </span>
      ) : (
        hint !== undefined && (
          <span class="hint" id={noteId}>
            {hint}
          </span>
        )
      )}
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly type?: "text" | "password" | "tel" | "date" | "datetime-local" | "search" | "number" | "time";
  readonly rows?: number;
  readonly unit?: string;
  readonly hint?: ComponentChildren;
  readonly fault?: string | null | undefined;
  readonly placeholder?: string;
  readonly autocomplete?: string;
  readonly inputMode?: "numeric" | "decimal" | "text" | "tel";
  readonly autofocus?: boolean;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly disabled?: boolean;
  readonly onBlur?: () => void;
}

/** One line of text, or several with `rows`. */
export function TextField(props: TextFieldProps): VNode {
  const { label, value, onInput, rows, unit, hint, fault } = props;
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(id, describedBy) => {
        const common = {
          id,
          value,
          class: "input",
          placeholder: props.placeholder,
          required: props.required,
          maxLength: props.maxLength,
          disabled: props.disabled,
          onBlur: props.onBlur,
          autofocus: props.autofocus,
          "aria-describedby": describedBy,
          "aria-invalid": fault ? true : undefined,
          onInput: (event: Event) => onInput((event.currentTarget as HTMLInputElement).value),
        } as const;
        if (rows !== undefined) return <textarea {...common} rows={rows} />;
        const input = (
          <input
            {...common}
            type={(props.type ?? "text") as "text"}
            autocomplete={props.autocomplete ?? "off"}
            inputMode={props.inputMode}
          />
        );
        return unit === undefined ? (
          input
        ) : (
          <span class="input-unit">
            {input}
            <span class="unit">{unit}</span>
          </span>
        );
      }}
    </Field>
  );
}

interface TickProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ComponentChildren;
  readonly disabled?: boolean;
}

export function Tick({ checked, onChange, children, disabled }: TickProps): VNode {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={event => onChange(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
