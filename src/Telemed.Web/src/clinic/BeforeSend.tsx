import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../platform/api";
import { codeLabel, type Colour, type Service } from "../platform/catalogue";
import { showDutyHours } from "../platform/dutyHours";
import { useSession } from "../platform/session";
import { useStore } from "../platform/store";
import { showMoment, timeZone, useNow } from "../platform/time";
import { timeLeft } from "../platform/timeLeft";
import { useWords } from "../platform/words";
import { duration } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { Icon } from "../ui/Icon";
import { uiWords } from "../ui/words";
import type { Uploads } from "../uploads/useUploads";
import { localChecks, onlyNew } from "./checks";
import { dueOnDuty } from "./dueOnDuty";
import type { NewCase } from "./newCase";
import type { Check } from "./types";
import type { Saved } from "./useNewCase";
import { clinicWords } from "./words";

const ownWords = [
  "lackPatient",
  "lackService",
  "lackQuestion",
  "lackFile",
  "stillSending",
  "stoppedFile",
  "refusedFile",
  "blurred",
  "mismatch",
] as const;

/** The device's checks at once, the hub's after each save. */
export function useChecks(
  draft: NewCase,
  service: Service | undefined,
  uploads: Uploads["items"],
  saved: Saved,
  blurredNames: readonly string[],
): readonly Check[] {
  const [fromHub, setFromHub] = useState<readonly Check[]>([]);
  const acceptedCount = uploads.filter(item => item.state === "accepted").length;
  const judgedCount = uploads.filter(item => item.quality).length;
  useEffect(() => {
    if (saved.kind !== "atHub" || draft.version === null) return;
    const abort = new AbortController();
    getJson<readonly Check[] | { readonly items: readonly Check[] }>(
      `/api/consultations/${draft.id}/checks`,
      abort.signal,
    ).then(
      answer => setFromHub("items" in answer ? answer.items : answer),
      () => undefined,
    );
    return () => abort.abort();
  }, [saved.kind === "atHub" ? saved.at : "", acceptedCount, judgedCount]);
  return [...localChecks(draft, service, uploads, blurredNames), ...onlyNew(fromHub, uploads)];
}

export function BeforeSend({
  checks,
  service,
  colour,
}: {
  readonly checks: readonly Check[];
  readonly service: Service | undefined;
  readonly colour: Colour;
}): VNode {
  const say = useWords(clinicWords);
  return (
    <section class="panel column" aria-label={say("before")} aria-live="polite">
      <h2>{say("before")}</h2>
      {checks.length === 0 && (
        <p class="row" style={{ color: "var(--green)" }}>
          <Icon name="check" />
          {say("allWell")}
        </p>
      )}
      <ul class="column" style={{ gap: "6px" }}>
        {checks.map((check, index) => (
          <li key={check.code + index} class="row top">
            <span style={{ color: check.severity === "block" ? "var(--red)" : "var(--yellow)" }}>
              <Icon name={check.severity === "block" ? "cross" : "warning"} tiny />
            </span>
            <span>{textOf(check)}</span>
          </li>
        ))}
      </ul>
      {service && <PromiseLine service={service} colour={colour} />}
    </section>
  );

  function textOf(check: Check): string {
    const own = ownWords.find(word => word === check.code);
    if (own !== undefined) return say(own, check.params ?? {});
    const label = codeLabel("check", check.code);
    const values = Object.values(check.params ?? {});
    return check.text ?? (values.length > 0 ? `${label} (${values.join(", ")})` : label);
  }
}

const aMinute = 60;

/** When the answer will be there: so long from now, or by when if only hours of duty count. */
function PromiseLine({ service, colour }: { readonly service: Service; readonly colour: Colour }): VNode {
  const say = useWords(clinicWords);
  const sayUi = useWords(uiWords);
  const now = useNow(aMinute);
  // The hub counts by the clinic's own time, wherever the person who asks is at work today.
  const own = useStore(timeZone);
  const zone = useSession()?.roles[0]?.timeZone ?? own;
  const minutes = service.timers[colour].reportMinutes;
  const time = duration(timeLeft(null, minutes * 60_000, 0), sayUi);
  const hours = colour === "green" ? (service.timers.dutyHours ?? null) : null;
  const due = hours === null ? null : dueOnDuty(now, minutes, hours, hours.timeZone ?? zone);
  return (
    <p class="row wrap quiet small">
      <ColourMark colour={colour} />
      <span>
        {due === null ? say("promiseText", { time }) : say("promiseBy", { when: showMoment(new Date(due).toISOString()) })}
      </span>
      {hours !== null && <span>{say("promiseOnDuty", { time, hours: showDutyHours(hours) })}</span>}
    </p>
  );
}
