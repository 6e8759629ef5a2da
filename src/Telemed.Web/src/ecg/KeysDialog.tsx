import type { VNode } from "preact";
import type { PageKey } from "../platform/keys";
import { useWords } from "../platform/words";
import { Dialog } from "../ui/Dialog";
import { ecgWords } from "./words";

/** The help sheet of the paper; the shell's own sheet lists the same keys. */
export function KeysDialog({
  keys,
  onClose,
}: {
  readonly keys: readonly PageKey[];
  readonly onClose: () => void;
}): VNode {
  const say = useWords(ecgWords);
  return (
    <Dialog title={say("keys")} onClose={onClose}>
      <div class="ecg-keys">
        {keys.map(key => (
          <>
            <kbd>{key.press}</kbd>
            <span>{key.says}</span>
          </>
        ))}
      </div>
      <p class="quiet small">{say("selectHint")}</p>
    </Dialog>
  );
}
