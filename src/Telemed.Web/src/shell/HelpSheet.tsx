import type { VNode } from "preact";
import { activeKeys, partsOf, type PageKey } from "../platform/keys";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Dialog } from "../ui/Dialog";
import { shellWords } from "./words";

/** Lists the keys of the page that is open, and those that work everywhere. */
export function HelpSheet({ onClose }: { readonly onClose: () => void }): VNode {
  const say = useWords(shellWords);
  const lists = useStore(activeKeys);
  // The shell is drawn last, after the page inside it, so its own keys are the last list.
  const everywhere = lists.at(-1) ?? [];
  const own = lists.slice(0, -1).flat();
  return (
    <Dialog title={say("help")} onClose={onClose}>
      {own.length === 0 ? <p class="quiet">{say("helpNone")}</p> : <KeyList keys={own} />}
      <h3>{say("everywhere")}</h3>
      <KeyList keys={everywhere} />
    </Dialog>
  );
}

function KeyList({ keys }: { readonly keys: readonly PageKey[] }): VNode {
  return (
    <div class="keys">
      {keys.map(key => (
        <>
          <span class="row">
            {partsOf(key.press).map(part => (
              <kbd key={part}>{part}</kbd>
            ))}
          </span>
          <span>{key.says}</span>
        </>
      ))}
    </div>
  );
}
