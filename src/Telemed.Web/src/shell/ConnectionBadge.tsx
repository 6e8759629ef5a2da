import type { VNode } from "preact";
import { connection } from "../platform/connection";
import { forgetWaiting, mendWaiting, ownOf, waiting, type Waiting } from "../platform/offline";
import { navigate } from "../platform/router";
import { useSession } from "../platform/session";
import { useStore } from "../platform/store";
import { clockSkewMs, showMoment } from "../platform/time";
import { timeLeft } from "../platform/timeLeft";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { duration } from "../ui/Clock";
import { Popover } from "../ui/Popover";
import { uiWords } from "../ui/words";
import { shellWords } from "./words";

const tellSkewFromMs = 120_000;

/** Says how the line is, and what waits to be sent when it is down. */
export function ConnectionBadge(): VNode {
  const say = useWords(shellWords);
  const sayUi = useWords(uiWords);
  const state = useStore(connection);
  const items = ownOf(useStore(waiting), useSession()?.person.id);
  const skewMs = clockSkewMs();
  return (
    <Popover
      label={say(state)}
      button={(open, toggle) => (
        <button type="button" class="button plain" aria-expanded={open} onClick={toggle} aria-label={say(state)}>
          <span class={`connection ${state}`}>
            <span>{items.length > 0 ? say("waitingToSend", { n: items.length }) : say(state)}</span>
          </span>
        </button>
      )}
    >
      {() => (
        <div class="column" style={{ padding: "12px" }}>
          <span class={`connection ${state}`}>
            <span style={{ display: "inline" }}>{say(state)}</span>
          </span>
          {items.length === 0 && <p class="quiet">{say("nothingWaiting")}</p>}
          {items.map(item => (
            <div key={item.id} class="row top">
              <div class="grow">
                <p>{item.label}</p>
                <p class="quiet small">{showMoment(item.createdAt)}</p>
                {item.refusal !== undefined && (
                  <p class="small" style={{ color: "var(--red)" }}>
                    {say("refused", { why: item.refusal })}
                  </p>
                )}
              </div>
              {item.refusal !== undefined && (
                <span class="row">
                  <Button size="small" look="primary" onClick={() => void mend(item)}>
                    {say("mend")}
                  </Button>
                  <Button size="small" onClick={() => void forgetWaiting(item.id)}>
                    {say("forget")}
                  </Button>
                </span>
              )}
            </div>
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

async function mend(item: Waiting): Promise<void> {
  const address = await mendWaiting(item);
  if (address !== null) navigate(address);
}
