import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { addDays, dayOf, isDay, startOfDay } from "../../desk/figures/period";
import { deleteJson } from "../../platform/api";
import { codeLabel, useCatalogue } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { labelOf } from "../../platform/language";
import { asProblem } from "../../platform/problem";
import { setQuery, usePlace } from "../../platform/router";
import { can } from "../../platform/session";
import { useStore } from "../../platform/store";
import { nowMs, showDate, showTime, timeZone } from "../../platform/time";
import { dayName, weekdayOf } from "../../platform/weekdays";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { problemText, ProblemNote } from "../../ui/ProblemNote";
import { Select } from "../../ui/Select";
import { Skeleton } from "../../ui/Skeleton";
import { toast } from "../../ui/Toast";
import { AdminFrame } from "../AdminFrame";
import { FacilityPicker } from "../FacilityPicker";
import type { Duty, Page } from "../types";
import { adminWords } from "../words";
import { DutyDialog } from "./DutyDialog";
import { rosterWords } from "./words";

const daysShown = 7;

/** Who is on duty in a week, day by day. */
export default function DutiesPage(): VNode {
  const say = useWords(rosterWords);
  const sayAdmin = useWords(adminWords);
  const known = useCatalogue();
  const zone = useStore(timeZone);
  const { query } = usePlace();
  const today = dayOf(nowMs(), zone);
  const from = isDay(query.get("from") ?? "") ? (query.get("from") ?? today) : today;
  const facilityId = query.get("facilityId") ?? "";
  const specialty = query.get("specialty") ?? "";
  const asked = new URLSearchParams({
    from: startOfDay(from, zone).toISOString(),
    to: startOfDay(addDays(from, daysShown), zone).toISOString(),
    ...(facilityId === "" ? {} : { facilityId }),
  });
  const duties = useData<Page<Duty>>(`/api/duties?${asked}`, can("view_desk") ? "desk" : null);
  const [adding, setAdding] = useState<string | null>(null);
  const rows = duties.value?.items.filter(each => specialty === "" || each.specialty === specialty) ?? null;
  const remove = async (duty: Duty) => {
    try {
      await deleteJson(`/api/duties/${duty.id}`);
      toast(sayAdmin("removed"));
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
    }
    duties.refetch();
  };
  return (
    <AdminFrame
      title={sayAdmin("duties")}
      tools={
        <Button icon="plus" look="primary" onClick={() => setAdding(from)}>
          {say("newDuty")}
        </Button>
      }
    >
      <div class="admin-filters">
        <div class="row">
          <Button icon="left" label={say("earlier")} onClick={() => setQuery({ from: addDays(from, -daysShown) })} />
          <Button onClick={() => setQuery({ from: null })}>{say("thisWeek")}</Button>
          <Button icon="right" label={say("later")} onClick={() => setQuery({ from: addDays(from, daysShown) })} />
        </div>
        <Select
          label={sayAdmin("specialty")}
          value={specialty}
          onChange={code => setQuery({ specialty: code })}
          choices={[
            { value: "", label: sayAdmin("all") },
            ...(known?.codes["specialty"] ?? []).map(each => ({
              value: each.code,
              label: labelOf(each.labels, each.code),
            })),
          ]}
        />
        <FacilityPicker
          label={sayAdmin("facility")}
          value={facilityId}
          onChange={id => setQuery({ facilityId: id })}
          empty={sayAdmin("all")}
        />
      </div>
      {duties.problem && <ProblemNote problem={duties.problem} onRetry={duties.refetch} />}
      {rows === null && duties.loading && <Skeleton lines={8} heightPx={28} />}
      {rows?.length === 0 && (
        <Empty icon="calendar" title={say("noDuties")}>
          <p>{say("noDutiesText")}</p>
        </Empty>
      )}
      {rows !== null &&
        rows.length > 0 &&
        Array.from({ length: daysShown }, (_, index) => addDays(from, index)).map(day => (
          <Day key={day} day={day} zone={zone} duties={rows} onRemove={duty => void remove(duty)} />
        ))}
      {adding !== null && (
        <DutyDialog
          day={adding}
          specialty={specialty}
          facilityId={facilityId}
          onClose={() => setAdding(null)}
          onAdded={() => {
            setAdding(null);
            duties.refetch();
          }}
        />
      )}
    </AdminFrame>
  );
}

interface DayProps {
  readonly day: string;
  readonly zone: string;
  readonly duties: readonly Duty[];
  readonly onRemove: (duty: Duty) => void;
}

/** One day: every duty that touches it, so that a night is seen on both its days. */
function Day({ day, zone, duties, onRemove }: DayProps): VNode {
  const say = useWords(rosterWords);
  const [startMs, endMs] = [startOfDay(day, zone).getTime(), startOfDay(addDays(day, 1), zone).getTime()];
  const here = duties.filter(each => Date.parse(each.startsAt) < endMs && Date.parse(each.endsAt) > startMs);
  const specialties = [...new Set(here.map(each => each.specialty))].toSorted();
  return (
    <section class="roster-day" aria-label={day}>
      <h2>
        {dayName(weekdayOf(day), "long")} <span class="quiet">{showDate(new Date(startMs).toISOString())}</span>
      </h2>
      {here.length === 0 && <p class="quiet">{say("noDay")}</p>}
      {specialties.map(specialty => (
        <div key={specialty} class="roster-line">
          <span class="strong">{codeLabel("specialty", specialty)}</span>
          <span class="chips">
            {here
              .filter(each => each.specialty === specialty)
              .toSorted((one, other) => one.position - other.position || one.startsAt.localeCompare(other.startsAt))
              .map(duty => (
                <DutyChip key={duty.id} duty={duty} startMs={startMs} endMs={endMs} onRemove={() => onRemove(duty)} />
              ))}
          </span>
        </div>
      ))}
    </section>
  );
}

interface DutyChipProps {
  readonly duty: Duty;
  readonly startMs: number;
  readonly endMs: number;
  readonly onRemove: () => void;
}

/** One person of the chain: the place in it, the name, and when, as far as it is of this day. */
function DutyChip({ duty, startMs, endMs, onRemove }: DutyChipProps): VNode {
  const say = useWords(rosterWords);
  const [before, after] = [Date.parse(duty.startsAt) <= startMs, Date.parse(duty.endsAt) >= endMs];
  const times = `${before ? "…" : showTime(duty.startsAt)} – ${after ? "…" : showTime(duty.endsAt)}`;
  const order = duty.position === 1 ? say("first") : say("nth", { n: duty.position });
  const state = say(duty.acknowledgedAt === null ? "notAcknowledged" : "acknowledged");
  return (
    <span class={duty.acknowledgedAt === null ? "duty open" : "duty"} title={`${say("position")}: ${order} · ${state}`}>
      <span class="count">{duty.position}</span>
      <span class="strong cut">{duty.personName}</span>
      <span class="quiet small cut">{duty.facilityName}</span>
      <span class="small nowrap">{before && after ? say("wholeDay") : times}</span>
      <span class="visually-hidden">{state}</span>
      <Button
        size="small"
        look="plain"
        icon="cross"
        label={say("removeDuty", { name: duty.personName })}
        onClick={onRemove}
      />
    </span>
  );
}
