import type { VNode } from "preact";
import { forgetWaiting, mendWaiting, type Waiting } from "../platform/offline";
import { navigate } from "../platform/router";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { shellWords } from "./words";

interface WaitingItemProps {
  readonly item: Waiting;
  readonly onGone?: () => void;
}

/** Something kept on this device; when the hub refused it, why, and the ways on. */
export function WaitingItem({ item, onGone }: WaitingItemProps): VNode {
  const say = useWords(shellWords);
  const mend = async () => {
    const address = await mendWaiting(item);
    if (address === null) return;
    onGone?.();
    navigate(address);
  };
  return (
    <div class="column" style={{ gap: "6px" }}>
      <p>
        {item.label} <span class="quiet small nowrap">{showMoment(item.createdAt)}</span>
      </p>
      {item.refusal !== undefined && (
        <>
          <p class="small" style={{ color: "var(--red)" }}>
            {say("refused", { why: item.refusal })}
          </p>
          <span class="row wrap">
            <Button size="small" look="primary" onClick={() => void mend()}>
              {say("mend")}
            </Button>
            <Button size="small" onClick={() => void forgetWaiting(item.id)}>
              {say("forget")}
            </Button>
          </span>
        </>
      )}
    </div>
  );
}
