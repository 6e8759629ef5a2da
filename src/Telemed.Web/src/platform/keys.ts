import { useEffect, useRef } from "preact/hooks";
import { createStore } from "./store";

/** One key of a page: what to press, what it says in the help sheet, what it does. */
export interface PageKey {
  /** As in "Ctrl+Enter", "Alt+I", "Space", "?". */
  readonly press: string;
  readonly says: string;
  readonly run: () => void;
  /** Works while a person types in a field too. Only keys with Ctrl or Alt may. */
  readonly whileTyping?: boolean;
}

export const activeKeys = createStore<readonly (readonly PageKey[])[]>([]);

/** Puts the page's keys to work while it is open and lists them in the help sheet. */
export function useKeys(keys: readonly PageKey[]): void {
  const latest = useRef(keys);
  latest.current = keys;
  const shown = keys.map(key => `${key.press}=${key.says}`).join();
  useEffect(() => {
    const list = latest.current;
    activeKeys.set([...activeKeys.get(), list]);
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
      const typing = isTyping(event.target);
      for (const key of latest.current) {
        if (!matchesKey(key.press, event) || (typing && !key.whileTyping)) continue;
        event.preventDefault();
        key.run();
        return;
      }
    };
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("keydown", onKey);
      activeKeys.set(activeKeys.get().filter(other => other !== list));
    };
  }, [shown]);
}

/** The caps of a combination; "+" alone is the key itself. */
export const partsOf = (press: string): readonly string[] => (press === "+" ? ["+"] : press.split("+"));

export function matchesKey(
  press: string,
  event: Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "altKey" | "metaKey">,
): boolean {
  const parts = partsOf(press);
  const name = parts.at(-1) ?? "";
  const ctrl = parts.includes("Ctrl");
  const alt = parts.includes("Alt");
  if ((event.ctrlKey || event.metaKey) !== ctrl || event.altKey !== alt) return false;
  if (name === "Space") return event.code === "Space";
  // With Alt or another keyboard layout `key` is not the letter on the cap; the place of the key is.
  if (/^[A-Z]$/.test(name)) return event.code === `Key${name}`;
  return event.key === name;
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select") ||
    target.closest("[data-own-keys]") !== null
  );
}
