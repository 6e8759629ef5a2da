import type { VNode } from "preact";
import { useId } from "preact/hooks";
import { useWords } from "../platform/words";
import { Field } from "../ui/Field";
import { adminWords } from "./words";

/** A time zone by its name; the browser's own list helps to type it. */
export function TimeZoneField({
  value,
  onChange,
  hint,
  required = true,
}: {
  readonly value: string;
  readonly onChange: (zone: string) => void;
  readonly hint?: string;
  readonly required?: boolean;
}): VNode {
  const say = useWords(adminWords);
  const listId = useId();
  return (
    <Field label={say("timeZone")} hint={hint}>
      {(id, describedBy) => (
        <>
          <input
            id={id}
            class="input"
            value={value}
            list={listId}
            required={required}
            autocomplete="off"
            aria-describedby={describedBy}
            onInput={event => onChange(event.currentTarget.value)}
          />
          <datalist id={listId}>
            {Intl.supportedValuesOf("timeZone").map(zone => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
