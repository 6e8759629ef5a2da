import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { codeLabel } from "../platform/catalogue";
import { withFresh } from "../platform/fresh";
import { asProblem, isAbort, type Problem } from "../platform/problem";
import { can } from "../platform/session";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { TextField } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { ProblemNote } from "../ui/ProblemNote";
import { actionWords } from "./actionWords";
import type { Case, CriticalLoop } from "./types";
import { caseWords } from "./words";

const open = new Set(["found", "notified", "read_back"]);

interface CriticalPanelProps {
  readonly shown: Case;
  readonly onChanged: () => void;
}

/** The critical findings of a case: the relay that runs, and folded below it those that have ended. */
export function CriticalPanel({ shown, onChanged }: CriticalPanelProps): VNode {
  const loop = shown.criticalLoop ?? null;
  const runs = loop !== null && open.has(loop.state);
  const ended = [...(loop === null || runs ? [] : [loop]), ...shown.earlierCriticalLoops];
  return (
    <>
      {runs && <OpenRelay shown={shown} loop={loop} onChanged={onChanged} />}
      {ended.length > 0 && <EndedRelays loops={ended} />}
    </>
  );
}

function EndedRelays({ loops }: { readonly loops: readonly CriticalLoop[] }): VNode {
  const say = useWords(caseWords);
  return (
    <details class="small">
      <summary>{say("criticalEarlier", { n: loops.length })}</summary>
      <ul>
        {loops.map(loop => (
          <li key={loop.foundAt}>
            <span class="pre">{loop.finding === "" ? codeLabel("critical_finding", loop.code) : loop.finding}</span>
            <span class="quiet">
              {" · "}
              {showMoment(loop.foundAt)}
              {loop.contactedAt !== null && ` · ${say("contacted")}: ${showMoment(loop.contactedAt)}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** A relay under way: who was told, what must be said back, and that the patient was reached. */
function OpenRelay({ shown, loop, onChanged }: CriticalPanelProps & { readonly loop: CriticalLoop }): VNode {
  const say = useWords(caseWords);
  const sayAction = useWords(actionWords);
  const [digits, setDigits] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (send: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await send();
      setDigits("");
      onChanged();
    } catch (error) {
      if (!isAbort(error)) setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const url = (step: string) => `/api/consultations/${shown.id}/${step}`;
  return (
    <section class="note red" aria-label={say("criticalOpen")}>
      <Icon name="warning" />
      <div class="body column grow">
        <p class="strong">{say("criticalOpen")}</p>
        {loop.finding !== "" && <p class="pre">{loop.finding}</p>}
        {loop.readBackCode !== null && (
          <p>
            {say(can("mark_critical") ? "tellDigits" : "typeDigits")}:{" "}
            <strong class="mono" style={{ fontSize: "20px" }}>
              {loop.readBackCode}
            </strong>
          </p>
        )}
        <ul class="small quiet">
          {loop.hops.map(hop => (
            <li key={hop.at + hop.target}>
              {say("told")}: {codeLabel("critical_hop", hop.target)} · {showMoment(hop.at)}
            </li>
          ))}
          {loop.nextHopAt !== null && (
            <li>
              {say("nextHop")} <Clock dueAt={loop.nextHopAt} />
            </li>
          )}
        </ul>
        {can("answer_critical") && !can("mark_critical") && loop.state !== "read_back" && (
          <form
            class="row"
            style={{ alignItems: "flex-end" }}
            onSubmit={event => {
              event.preventDefault();
              void run(() => postJson(url("critical-read-back"), { code: digits }));
            }}
          >
            <div style={{ width: "220px" }}>
              <TextField
                label={sayAction("readBack")}
                value={digits}
                onInput={setDigits}
                inputMode="numeric"
                maxLength={2}
              />
            </div>
            <Button type="submit" look="primary" busy={busy} disabled={digits.length !== 2}>
              {say("sayBack")}
            </Button>
          </form>
        )}
        <div class="row wrap">
          {can("answer_critical") && loop.state === "read_back" && (
            <Button look="primary" busy={busy} onClick={() => void run(() => postJson(url("critical-contact")))}>
              {say("contacted")}
            </Button>
          )}
          {can("declare_unreachable") && (
            <Button
              look="danger"
              busy={busy}
              onClick={() =>
                void run(() =>
                  withFresh(headers => postJson(url("critical-unreachable"), undefined, undefined, headers)),
                )
              }
            >
              {say("unreachable")}
            </Button>
          )}
        </div>
        {problem && <ProblemNote problem={problem} />}
      </div>
    </section>
  );
}
