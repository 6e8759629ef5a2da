import type { VNode } from "preact";
import { createStore, useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Button } from "./Button";
import { uiWords } from "./words";

interface ToastItem {
  readonly id: number;
  readonly text: string;
  readonly look: "plain" | "red";
  readonly undo?: () => void;
}

const toasts = createStore<readonly ToastItem[]>([]);
const shownAtOnce = 3;
const plainForMs = 5_000;
const withUndoForMs = 8_000;
let lastId = 0;

/** Says in passing what was done; with `undo` it can be taken back for a few seconds. */
export function toast(text: string, how: { readonly look?: "plain" | "red"; readonly undo?: () => void } = {}): void {
  const item: ToastItem = { id: ++lastId, text, look: how.look ?? "plain", ...(how.undo ? { undo: how.undo } : {}) };
  toasts.set([...toasts.get(), item].slice(-shownAtOnce));
  setTimeout(() => remove(item.id), how.undo || how.look === "red" ? withUndoForMs : plainForMs);
}

function remove(id: number): void {
  toasts.set(toasts.get().filter(item => item.id !== id));
}

export function Toasts(): VNode {
  const say = useWords(uiWords);
  const items = useStore(toasts);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {items.map(item => (
        <div key={item.id} class={`toast ${item.look}`}>
          <span class="grow">{item.text}</span>
          {item.undo && (
            <Button
              size="small"
              onClick={() => {
                item.undo?.();
                remove(item.id);
              }}
            >
              {say("undo")}
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}
