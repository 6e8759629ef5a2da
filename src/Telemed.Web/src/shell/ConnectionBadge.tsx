import type { VNode } from "preact";
import { connection } from "../platform/connection";
import { ownOf, waiting } from "../platform/offline";
import { useSession } from "../platform/session";
import { useStore } from "../platform/store";
import { clockSkewMs } from "../platform/time";
import { timeLeft } from "../platform/timeLeft";
import { useWords } from "../platform/words";
import { duration } from "../ui/Clock";
import { Popover } from "../ui/Popover";
import { uiWords } from "../ui/words";
import { WaitingItem } from "./WaitingItem";
import { shellWords } from "./words";

const tellSkewFromMs = 120_000;

/** Says how the line is, and what waits to be sent when it is down. */
export function ConnectionBadge(): VNode {
  const say = useWords(shellWords);
  const sayUi = useWords(uiWords);
  const state = useStore(connection);
  const items = ownOf(useStore(waiting), useSession()?.person.id);
  const refused = items.filter(item => item.refusal !== undefined).length;
  const words =
    refused > 0
      ? say("refusedToSend", { n: refused })
      : items.length > 0
        ? say("waitingToSend", { n: items.length })
        : say(state);
  const skewMs = clockSkewMs();
  return (
    <Popover
      label={say(state)}
      button={(open, toggle) => (
        <button type="button" class="button plain" aria-expanded={open} onClick={toggle} aria-label={words}>
          <span class={`connection ${refused > 0 ? "refused" : state}`}>
            <span>{words}</span>
          </span>
        </button>
      )}
    >
      {close => (
        <div class="column" style={{ padding: "12px" }}>
          <span class={`connection ${state}`}>
            <span style={{ display: "inline" }}>{say(state)}</span>
          </span>
          {items.length === 0 && <p class="quiet">{say("nothingWaiting")}</p>}
          {items.map(item => (
            <WaitingItem key={item.id} item={item} onGone={close} />
          ))}
          {Math.abs(skewMs) > tellSkewFromMs && (
            <p class="note yellow">
              {say("clockWrong", { time: duration(timeLeft(null, Math.abs(skewMs), 0), sayUi) })}
            </p>
          )}
        </div>
      )}
    </Popover>
  );
}
