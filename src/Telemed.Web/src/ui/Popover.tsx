import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface PopoverProps {
  readonly button: (open: boolean, toggle: () => void) => VNode;
  readonly children: (close: () => void) => ComponentChildren;
  readonly side?: "left" | "right";
  readonly up?: boolean;
  readonly label?: string;
  readonly onOpen?: () => void;
}

/** A small panel below its button. Escape, a click elsewhere and leaving with Tab close it. */
export function Popover({ button, children, side = "right", up, label, onOpen }: PopoverProps): VNode {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const leave = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      box.current?.querySelector("button")?.focus();
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
      document.removeEventListener("keydown", escape);
    };
  }, [open]);
  return (
    <div ref={box} style={{ position: "relative" }}>
      {button(open, () => {
        if (!open) onOpen?.();
        setOpen(!open);
      })}
      {open && (
        <div
          class="popover"
          role="group"
          aria-label={label}
          style={{ [side]: "0", ...(up ? { bottom: "calc(100% + 4px)" } : { top: "calc(100% + 4px)" }) }}
        >
          {children(() => setOpen(false))}
        </div>
      )}
    </div>
  );
}
