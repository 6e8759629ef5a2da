import type { ComponentChildren, VNode } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { useWords } from "../platform/words";
import { Button } from "./Button";
import { uiWords } from "./words";

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly foot?: ComponentChildren;
  /** Without it the dialog cannot be left except through its own buttons. */
  readonly onClose?: () => void;
  readonly wide?: boolean;
  /** Makes the whole dialog one form: Enter sends it. */
  readonly onSubmit?: () => void;
}

export function Dialog({ title, children, foot, onClose, wide, onSubmit }: DialogProps): VNode {
  const say = useWords(uiWords);
  const titleId = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    // The browser keeps the focus inside: that is what showModal is for.
    dialog?.showModal();
    const first =
      dialog?.querySelector<HTMLElement>("[autofocus]") ??
      dialog?.querySelector<HTMLElement>(".dialog-body :is(input, textarea, select, button)") ??
      dialog?.querySelector<HTMLElement>(".dialog-foot .primary");
    first?.focus();
    return () => {
      dialog?.close();
      // The browser gives the focus back only when a dialog closes in the page, and this one has left it by now.
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  const inside = (
    <>
      <div class="dialog-head">
        <h2 id={titleId} class="grow">
          {title}
        </h2>
        {onClose && <Button look="plain" size="small" icon="cross" label={say("close")} onClick={onClose} />}
      </div>
      <div class="dialog-body">{children}</div>
      {foot && <div class="dialog-foot">{foot}</div>}
    </>
  );
  return (
    <dialog
      ref={element}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={titleId}
      onCancel={event => {
        event.preventDefault();
        onClose?.();
      }}
    >
      {onSubmit ? (
        <form
          onSubmit={event => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {inside}
        </form>
      ) : (
        inside
      )}
    </dialog>
  );
}
