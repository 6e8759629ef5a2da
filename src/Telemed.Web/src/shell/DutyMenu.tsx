import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { codeLabel } from "../platform/catalogue";
import { useData } from "../platform/data";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { shellWords } from "./words";

interface DutyNow {
  readonly items: readonly {
    readonly personId: string;
    readonly personName: string;
    readonly personPhone: string | null;
    readonly specialty: string;
    readonly facilityName: string;
  }[];
}

/** Who is on duty now, with one tap to call him. */
export function DutyMenu(): VNode {
  const say = useWords(shellWords);
  const [asked, setAsked] = useState(false);
  const duty = useData<DutyNow>(asked ? "/api/duties/now" : null);
  return (
    <Popover
      label={say("onDuty")}
      onOpen={() => {
        setAsked(true);
        duty.refetch();
      }}
      button={(open, toggle) => (
        <Button look="plain" icon="phone" label={say("onDuty")} expanded={open} onClick={toggle} />
      )}
    >
      {() => (
        <div style={{ minWidth: "280px" }}>
          <p class="menu-label">{say("onDuty")}</p>
          {duty.problem && (
            <div style={{ padding: "8px" }}>
              <ProblemNote problem={duty.problem} onRetry={duty.refetch} />
            </div>
          )}
          {duty.value === null && duty.loading && (
            <div style={{ padding: "12px" }}>
              <Skeleton lines={3} />
            </div>
          )}
          {duty.value?.items.length === 0 && (
            <p class="quiet" style={{ padding: "12px" }}>
              {say("nobodyOnDuty")}
            </p>
          )}
          {duty.value?.items.map(each => (
            <div key={`${each.personId}${each.specialty}`} class="menu-item">
              <span class="grow">
                <span class="strong">{each.personName}</span>
                <br />
                <span class="quiet small">
                  {codeLabel("specialty", each.specialty)} · {each.facilityName}
                </span>
              </span>
              {each.personPhone !== null && (
                <a
                  class="button small"
                  href={`tel:${each.personPhone.replace(/[^+\d]/g, "")}`}
                  aria-label={say("call", { name: each.personName })}
                >
                  <Icon name="phone" tiny />
                  {each.personPhone}
                </a>
              )}
            </div>
          ))}
        </div>
      )}
    </Popover>
  );
}
