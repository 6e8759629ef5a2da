import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { codeLabel, useCatalogue, type Colour } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { labelOf } from "../../platform/language";
import { setQuery, usePlace } from "../../platform/router";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { ColourMark } from "../../ui/ColourMark";
import { Empty } from "../../ui/Empty";
import { TextField } from "../../ui/Field";
import { ProblemNote } from "../../ui/ProblemNote";
import { Segments, Select } from "../../ui/Select";
import { Skeleton } from "../../ui/Skeleton";
import { ActionSheet } from "../ActionSheet";
import "../desk.css";
import { DeskHead } from "../DeskHead";
import type { DeskRow, FacilityBrief, Page } from "../types";
import { usePages } from "../usePages";
import { useSteadyRows } from "../useSteadyRows";
import { deskWords } from "../words";
import { CaseTable } from "./CaseTable";

const tiers = ["city", "county", "township", "village"] as const;
const filterNames = ["q", "colour", "state", "service", "facilityId", "tier"] as const;
const searchAfterMs = 300;

/** Every open consultation with its clock; the filters live in the address, so a view can be sent to a colleague. */
export default function OpenCasesPage(): VNode {
  const say = useWords(deskWords);
  useCatalogue();
  const { query } = usePlace();
  const filters = filterNames.map(name => [name, query.get(name) ?? ""] as const).filter(([, value]) => value !== "");
  const url = `/api/consultations?view=open${filters.map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join("")}`;
  const cases = usePages<DeskRow>(url, "desk");
  const steady = useSteadyRows(cases.rows, { listKey: url, isPaged: true });
  const [open, setOpen] = useState<DeskRow | null>(null);
  const clear = () => setQuery(Object.fromEntries(filterNames.map(name => [name, null])));
  return (
    <div class="page">
      <DeskHead here="cases">
        {steady.behind && (
          <Button size="small" icon="refresh" onClick={steady.renew}>
            {say("renew")}
          </Button>
        )}
      </DeskHead>
      <Filters onClear={filters.length > 0 ? clear : null} />
      {cases.problem && <ProblemNote problem={cases.problem} onRetry={cases.refetch} />}
      {cases.rows === null && cases.loading && <Skeleton lines={10} heightPx={36} />}
      {cases.rows?.length === 0 && (
        <Empty icon="check" title={say("noCases")}>
          {filters.length > 0 && <Button onClick={clear}>{say("clearFilters")}</Button>}
        </Empty>
      )}
      <div ref={steady.box}>
        {cases.rows !== null && cases.rows.length > 0 && (
          <CaseTable
            label={say("openCases")}
            rows={steady.rows}
            arrivedIds={steady.arrivedIds}
            more={cases.more}
            loading={cases.loading}
            onMore={cases.loadMore}
            onAct={setOpen}
          />
        )}
      </div>
      {open && (
        <ActionSheet
          key={open.id}
          row={open}
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null);
            cases.refetch();
          }}
        />
      )}
    </div>
  );
}

function Filters({ onClear }: { readonly onClear: (() => void) | null }): VNode {
  const say = useWords(deskWords);
  const known = useCatalogue();
  const { query } = usePlace();
  const facilities = useData<Page<FacilityBrief>>("/api/facilities");
  const [typed, setTyped] = useState(query.get("q") ?? "");
  useEffect(() => {
    const timer = setTimeout(() => {
      if ((new URLSearchParams(location.search).get("q") ?? "") !== typed.trim()) setQuery({ q: typed.trim() });
    }, searchAfterMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const all = { value: "" as const, label: say("all") };
  const choose = (name: string) => (value: string) => setQuery({ [name]: value });
  return (
    <div class="filters" role="search">
      <Segments<Colour | "">
        label={say("colour")}
        value={(query.get("colour") ?? "") as Colour | ""}
        onChange={choose("colour")}
        choices={[
          all,
          ...(["red", "yellow", "green"] as const).map(colour => ({
            value: colour,
            label: <ColourMark colour={colour} />,
          })),
        ]}
      />
      <TextField label={say("search")} type="search" value={typed} onInput={setTyped} />
      <Select
        label={say("service")}
        value={query.get("service") ?? ""}
        onChange={choose("service")}
        choices={[
          all,
          ...(known?.services ?? []).map(each => ({ value: each.code, label: labelOf(each.labels, each.code) })),
        ]}
      />
      <Select
        label={say("tier")}
        value={query.get("tier") ?? ""}
        onChange={choose("tier")}
        choices={[all, ...tiers.map(tier => ({ value: tier, label: codeLabel("tier", tier) }))]}
      />
      <Select
        label={say("facility")}
        value={query.get("facilityId") ?? ""}
        onChange={choose("facilityId")}
        choices={[all, ...(facilities.value?.items ?? []).map(each => ({ value: each.id, label: each.name }))]}
      />
      <Select
        label={say("state")}
        value={query.get("state") ?? ""}
        onChange={choose("state")}
        choices={[
          all,
          ...(known?.codes["open_state"] ?? []).map(each => ({
            value: each.code,
            label: labelOf(each.labels, each.code),
          })),
        ]}
      />
      {onClear && (
        <Button
          look="plain"
          icon="cross"
          onClick={() => {
            setTyped("");
            onClear();
          }}
        >
          {say("clearFilters")}
        </Button>
      )}
    </div>
  );
}
