import type { VNode } from "preact";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import type { Call } from "./call";
import { steps, type Step } from "./ladder";
import { roomWords } from "./words";

/** Where the call stands on the ladder, with the choice by hand and the figures it was judged by. */
export function LineMenu({ call }: { readonly call: Call }): VNode {
  const say = useWords(roomWords);
  const { step, ceiling, figures } = useStore(call.line);
  const lines = [...figures.values()];
  const worst = lines.toSorted((one, other) => (other.sample.rttMs ?? 0) - (one.sample.rttMs ?? 0))[0];
  const choose = (next: Step | null, close: () => void) => {
    call.limit(next);
    close();
  };
  return (
    <Popover
      label={say("line")}
      button={(open, toggle) => (
        <button
          type="button"
          class="button small"
          aria-expanded={open}
          aria-label={`${say("line")}: ${say(`step_${step}`)}`}
          data-step={step}
          onClick={toggle}
        >
          <span class={`room-bars on-${steps.length - 1 - steps.indexOf(step)}`} aria-hidden="true" />
          <span class="only-wide">{say(`step_${step}`)}</span>
        </button>
      )}
    >
      {close => (
        <div style={{ minWidth: "260px" }}>
          <p class="menu-label">{say("lineChoice")}</p>
          <button type="button" class="menu-item" aria-pressed={ceiling === null} onClick={() => choose(null, close)}>
            <span class="grow">{say("byLine")}</span>
            {ceiling === null && <Icon name="check" tiny />}
          </button>
          {steps.map(each => (
            <button
              key={each}
              type="button"
              class="menu-item"
              aria-pressed={ceiling === each}
              onClick={() => choose(each, close)}
            >
              <span class="grow">{say(`step_${each}`)}</span>
              {ceiling === each && <Icon name="check" tiny />}
            </button>
          ))}
          {worst && (
            <dl class="facts small" style={{ padding: "8px 12px" }}>
              <dt>{say("up")}</dt>
              <dd class="tabular">{say("kbps", { n: Math.round(worst.sentKbps) })}</dd>
              <dt>{say("down")}</dt>
              <dd class="tabular">{say("kbps", { n: Math.round(worst.receivedKbps) })}</dd>
              <dt>{say("delay")}</dt>
              <dd class="tabular">{worst.sample.rttMs === null ? "–" : say("ms", { n: Math.round(worst.sample.rttMs) })}</dd>
              <dt>{say("loss")}</dt>
              <dd class="tabular">{`${(worst.sample.lossShare * 100).toFixed(1)} %`}</dd>
              <dt>{say("path")}</dt>
              <dd>{say(worst.isRelayed ? "pathRelay" : "pathDirect")}</dd>
            </dl>
          )}
        </div>
      )}
    </Popover>
  );
}
