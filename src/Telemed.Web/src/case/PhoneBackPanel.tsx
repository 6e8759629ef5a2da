import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { showMoment, showTime } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { Icon } from "../ui/Icon";
import { CallDialog } from "./CallDialog";
import { frozenWords } from "./frozenWords";
import type { Case } from "./types";

interface PhoneBackPanelProps {
  readonly shown: Case;
  /** Whether this person reads the case and so makes the call. */
  readonly calls: boolean;
  /** Told to the report form, which asks for the same. */
  readonly onTold?: (toldTo: string, at: string) => void;
  readonly onChanged: () => void;
}

/** A frozen section at one glance for both sides: how long the patient has waited, whom to call, and whether it is done. */
export function PhoneBackPanel({ shown, calls, onTold, onChanged }: PhoneBackPanelProps): VNode | null {
  const say = useWords(frozenWords);
  const [open, setOpen] = useState(false);
  const back = shown.phoneBack;
  if (!back || shown.state === "draft") return null;
  const told = back.calls.findLast(call => call.outcome === "told");
  return (
    <section class={told ? "phone-back note green" : "phone-back note red"} aria-label={say("frozen")}>
      <div class="body grow column">
        <p class="row wrap">
          <strong>{say(told ? "frozen" : "onTable")}</strong>
          {!told && (
            <span class="phone-back-clock">
              <Clock dueAt={shown.promiseAt ?? shown.dueAt} startedAt={shown.submittedAt} paused={shown.paused} />
            </span>
          )}
          {shown.submittedAt !== null && <span class="quiet small">{say("receivedAt")} {showTime(shown.submittedAt)}</span>}
        </p>
        {told ? (
          <p>
            <Icon name="check" tiny /> {say("toldAt", { who: told.toldTo, time: showMoment(told.at) })}: <strong>{told.said}</strong>
          </p>
        ) : calls ? (
          <p class="row wrap">
            <a class="button large primary" href={`tel:${back.number.replace(/[^0-9+#*,]/g, "")}`}>
              <Icon name="phone" />
              <span>{back.name} <span class="tabular phone-back-number">{back.number}</span></span>
            </a>
            <span>{say("callFirst")}</span>
          </p>
        ) : (
          <p>{say("waits", { name: back.name, number: back.number })} <strong>{say("notTold")}</strong></p>
        )}
        {back.calls.length > 0 && (
          <ul class="small quiet" aria-label={say("calls")}>
            {back.calls.filter(call => call !== told).map(call => (
              <li key={call.at}>
                {showTime(call.at)} · {say(outcomeWord(call.outcome))} · {call.by}
              </li>
            ))}
          </ul>
        )}
      </div>
      {calls && <Button look={told ? undefined : "primary"} icon="phone" onClick={() => setOpen(true)}>{say("recordCall")}</Button>}
      {open && (
        <CallDialog
          caseId={shown.id}
          name={back.name}
          onClose={() => setOpen(false)}
          onSaved={(toldTo, at) => {
            setOpen(false);
            if (toldTo !== null) onTold?.(toldTo, at);
            onChanged();
          }}
        />
      )}
    </section>
  );
}

function outcomeWord(outcome: string): "told" | "no_answer" | "wrong_number" {
  return outcome === "told" || outcome === "wrong_number" ? outcome : "no_answer";
}
