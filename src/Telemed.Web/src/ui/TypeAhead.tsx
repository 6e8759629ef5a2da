import type { VNode } from "preact";
import { useId, useState } from "preact/hooks";
import { Icon } from "./Icon";

export interface TypeAheadOption {
  readonly code: string;
  readonly label: string;
  readonly loud?: boolean;
}

interface TypeAheadProps {
  readonly label: string;
  readonly options: readonly TypeAheadOption[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly placeholder: string;
  readonly removeLabel: (label: string) => string;
  /** Only one may be chosen; the newest replaces the old one. */
  readonly single?: boolean;
  readonly id?: string;
}

const shownAtMost = 9;
const comboboxRole = { role: "combobox" } as object;

/** Finds codes by their number or by words in any order: "af" or "50" or "fib atr". Number keys take from the list. */
export function matches(options: readonly TypeAheadOption[], query: string): readonly TypeAheadOption[] {
  const parts = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (parts.length === 0) return [];
  const exact = options.filter(option => option.code.toLowerCase() === parts.join(" "));
  const others = options.filter(
    option =>
      !exact.includes(option) &&
      parts.every(part => option.label.toLowerCase().includes(part) || option.code.toLowerCase().startsWith(part)),
  );
  return [...exact, ...others].slice(0, shownAtMost);
}

export function TypeAhead({
  label,
  options,
  chosen,
  onChange,
  placeholder,
  removeLabel,
  single,
  id,
}: TypeAheadProps): VNode {
  const ownId = useId();
  const inputId = id ?? ownId;
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const free = options.filter(option => !chosen.includes(option.code));
  const found = query.trim() === "" ? (open ? free.slice(0, shownAtMost) : []) : matches(free, query);
  const take = (option: TypeAheadOption | undefined) => {
    if (!option) return;
    onChange(single ? [option.code] : [...chosen, option.code]);
    setQuery("");
    setAt(0);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const byNumber = event.altKey ? found[Number(event.key) - 1] : undefined;
    if (event.key === "ArrowDown") {
      setOpen(true);
      setAt(Math.min(at + 1, found.length - 1));
    } else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter" && !event.ctrlKey && found[at]) take(found[at]);
    else if (byNumber) take(byNumber);
    else if (event.key === "Escape" && (open || query !== "")) {
      setQuery("");
      setOpen(false);
    } else if (event.key === "Backspace" && query === "" && chosen.length > 0) onChange(chosen.slice(0, -1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="type-ahead">
      {chosen.length > 0 && (
        <ul class="row wrap chips">
          {chosen.map(code => {
            const option = options.find(each => each.code === code);
            const text = option?.label ?? code;
            return (
              <li key={code} class={option?.loud ? "chip red" : "chip"}>
                {text}
                <button
                  type="button"
                  aria-label={removeLabel(text)}
                  onClick={() => onChange(chosen.filter(each => each !== code))}
                >
                  <Icon name="cross" tiny />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <div style={{ position: "relative" }}>
        <input
          id={inputId}
          class="input"
          {...comboboxRole}
          aria-label={label}
          aria-expanded={found.length > 0}
          aria-controls={`${ownId}-list`}
          aria-activedescendant={found[at] ? `${ownId}-${at}` : undefined}
          autocomplete="off"
          placeholder={placeholder}
          value={query}
          onInput={event => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
        />
        <div
          id={`${ownId}-list`}
          role="listbox"
          aria-label={label}
          class="popover type-ahead-list"
          hidden={found.length === 0}
        >
          {found.map((option, index) => (
            <div
              key={option.code}
              id={`${ownId}-${index}`}
              role="option"
              aria-selected={index === at}
              class="menu-item"
              onPointerDown={event => {
                event.preventDefault(); // keeps the field focused, so that the next word can be typed at once
                take(option);
              }}
            >
              <span class="quiet small mono">{option.code.length <= 4 ? option.code : ""}</span>
              <span class="grow">{option.label}</span>
              {option.loud && (
                <span style={{ color: "var(--red)" }}>
                  <Icon name="warning" tiny />
                </span>
              )}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
