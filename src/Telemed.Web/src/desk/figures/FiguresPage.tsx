import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useCatalogue } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { labelOf } from "../../platform/language";
import { setQuery, usePlace } from "../../platform/router";
import { useStore } from "../../platform/store";
import { nowMs, timeZone } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { TextField } from "../../ui/Field";
import { ProblemNote } from "../../ui/ProblemNote";
import { Segments, Select } from "../../ui/Select";
import { Skeleton } from "../../ui/Skeleton";
import { toast } from "../../ui/Toast";
import "../desk.css";
import type { FacilityBrief, Page } from "../types";
import "./figures.css";
import { BreachList } from "./Breaches";
import { dayOf, isDay, presetPeriod, type Preset } from "./period";
import { downloadCsv, groupings, isGroupBy, queryOf, type Wish } from "./request";
import { Trend } from "./Trend";
import { groupLabel, TurnaroundTable } from "./TurnaroundTable";
import type { GroupBy, Turnaround } from "./types";
import { VolumeMatrix } from "./VolumeMatrix";
import { figureWords } from "./words";

const presets: readonly Preset[] = ["today", "yesterday", "week", "month", "year"];

/** What the page shows, out of its address; a month by service without one. */
function useWish(): Wish {
  const { query } = usePlace();
  const today = dayOf(nowMs(), useStore(timeZone));
  const usual = presetPeriod("month", today);
  const [from, to, by] = [query.get("from") ?? "", query.get("to") ?? "", query.get("by")];
  const given = isDay(from) && isDay(to) && from <= to;
  return {
    period: given ? { from, to } : usual,
    by: isGroupBy(by) ? by : "service",
    service: query.get("service") ?? "",
    facilityId: query.get("facilityId") ?? "",
  };
}

/** Turnaround of any period, its trend, and the yearly volume; each number opens its cases. */
export default function FiguresPage(): VNode {
  const say = useWords(figureWords);
  useCatalogue();
  const zone = useStore(timeZone);
  const wish = useWish();
  const query = queryOf(wish, zone);
  const turnaround = useData<Turnaround>(`/api/desk/turnaround?${query}`);
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = turnaround.value?.rows ?? [];
  const shown =
    rows.find(row => row.key === chosen) ?? rows.toSorted((one, other) => (other.count ?? 0) - (one.count ?? 0))[0];
  const casesUrl = (key: string) => `/figures/cases?${new URLSearchParams({ ...addressOf(wish), key })}`;
  const download = async () => {
    try {
      await downloadCsv(
        `/api/desk/turnaround?${query}`,
        `turnaround-${wish.period.from}-${wish.period.to}-${wish.by}.csv`,
      );
    } catch {
      toast(say("csvFailed"), { look: "red" });
    }
  };
  return (
    <div class="page">
      <div class="page-head">
        <h1>{say("figures")}</h1>
      </div>
      <Pickers wish={wish} />
      <section class="figure-section" aria-label={say("turnaround")}>
        <div class="section-head">
          <h2 class="grow">{say("turnaround")}</h2>
          {rows.length > 0 && (
            <Button size="small" icon="file" onClick={() => void download()}>
              {say("csv")}
            </Button>
          )}
        </div>
        {turnaround.problem && <ProblemNote problem={turnaround.problem} onRetry={turnaround.refetch} />}
        {turnaround.value === null && turnaround.loading && <Skeleton lines={6} heightPx={28} />}
        {turnaround.value !== null && rows.length === 0 && (
          <Empty icon="figures" title={say("nothing")}>
            <p>{say("nothingText")}</p>
          </Empty>
        )}
        {rows.length > 0 && (
          <TurnaroundTable
            rows={rows}
            by={wish.by}
            chosenKey={shown?.key ?? null}
            onChoose={setChosen}
            casesUrl={casesUrl}
          />
        )}
        <p class="figure-definition">{say("turnaroundDefinition")}</p>
      </section>
      {shown && (
        <section class="figure-section" aria-label={say("trend")}>
          <div class="section-head">
            <h2 class="grow">{say("trend")}</h2>
            <Select
              label={say(wish.by)}
              value={shown.key}
              onChange={setChosen}
              choices={rows.map(row => ({ value: row.key, label: groupLabel(wish.by, row) }))}
            />
          </div>
          <Trend wish={wish} groupKey={shown.key} groupName={groupLabel(wish.by, shown)} />
          <p class="figure-definition">{say("trendDefinition")}</p>
        </section>
      )}
      <section class="figure-section" aria-label={say("breaches")}>
        <div class="section-head">
          <h2>{say("breaches")}</h2>
        </div>
        <BreachList
          query={query}
          casesUrl={cause => `/figures/cases?${new URLSearchParams({ ...addressOf(wish), by: "cause", key: cause })}`}
        />
      </section>
      <section class="figure-section" aria-label={say("volume")}>
        <div class="section-head">
          <h2>{say("volume")}</h2>
        </div>
        <VolumeMatrix thisYear={Number(dayOf(nowMs(), zone).slice(0, 4))} />
      </section>
    </div>
  );
}

function addressOf(wish: Wish): Record<string, string> {
  return {
    from: wish.period.from,
    to: wish.period.to,
    by: wish.by,
    ...(wish.service === "" ? {} : { service: wish.service }),
    ...(wish.facilityId === "" ? {} : { facilityId: wish.facilityId }),
  };
}

function Pickers({ wish }: { readonly wish: Wish }): VNode {
  const say = useWords(figureWords);
  const known = useCatalogue();
  const today = dayOf(nowMs(), useStore(timeZone));
  const facilities = useData<Page<FacilityBrief>>("/api/facilities");
  const { period } = wish;
  const preset =
    presets.find(each => {
      const named = presetPeriod(each, today);
      return named.from === period.from && named.to === period.to;
    }) ?? null;
  const all = { value: "", label: say("all") };
  return (
    <div class="filters">
      <Segments<Preset>
        label={say("period")}
        value={preset}
        onChange={next => setQuery({ ...presetPeriod(next, today) })}
        choices={presets.map(each => ({ value: each, label: say(each) }))}
      />
      <TextField
        label={say("from")}
        type="date"
        value={period.from}
        onInput={from => {
          if (isDay(from)) setQuery({ from, to: from > period.to ? from : period.to });
        }}
      />
      <TextField
        label={say("to")}
        type="date"
        value={period.to}
        onInput={to => {
          if (isDay(to)) setQuery({ from: to < period.from ? to : period.from, to });
        }}
      />
      <Select<GroupBy>
        label={say("by")}
        value={wish.by}
        onChange={by => setQuery({ by, from: period.from, to: period.to })}
        choices={groupings.map(each => ({ value: each, label: say(each) }))}
      />
      <Select
        label={say("service")}
        value={wish.service}
        onChange={service => setQuery({ service })}
        choices={[
          all,
          ...(known?.services ?? []).map(each => ({ value: each.code, label: labelOf(each.labels, each.code) })),
        ]}
      />
      <Select
        label={say("facility")}
        value={wish.facilityId}
        onChange={facilityId => setQuery({ facilityId })}
        choices={[all, ...(facilities.value?.items ?? []).map(each => ({ value: each.id, label: each.name }))]}
      />
    </div>
  );
}
