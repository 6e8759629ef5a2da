import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { addDays, dayOf, isDay, startOfDay } from "../../desk/figures/period";
import { usePages } from "../../desk/usePages";
import { getJson } from "../../platform/api";
import { codeLabel, useCatalogue } from "../../platform/catalogue";
import { setQuery, usePlace } from "../../platform/router";
import { useStore } from "../../platform/store";
import { nowMs, showDateTime, showTime, timeZone } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { TextField } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import { AdminFrame } from "../AdminFrame";
import type { AuditRow, AuditVerdict } from "../types";
import { useSave } from "../useSave";
import { adminWords } from "../words";
import { auditWords } from "./words";

const daysShown = 7;
const conditions = ["from", "to", "personId", "action", "entityId"] as const;

/** What people and devices did, newest first, and whether the trail is whole. */
export default function AuditPage(): VNode {
  const say = useWords(auditWords);
  const sayAdmin = useWords(adminWords);
  useCatalogue();
  const zone = useStore(timeZone);
  const { query } = usePlace();
  const today = dayOf(nowMs(), zone);
  const dayAt = (name: string, usual: string) => (isDay(query.get(name) ?? "") ? (query.get(name) ?? usual) : usual);
  const [from, to] = [dayAt("from", addDays(today, 1 - daysShown)), dayAt("to", today)];
  const asked = new URLSearchParams({
    from: startOfDay(from, zone).toISOString(),
    to: startOfDay(addDays(to, 1), zone).toISOString(),
  });
  for (const name of ["personId", "action", "entityId"]) {
    const value = query.get(name);
    if (value) asked.set(name, value);
  }
  const trail = usePages<AuditRow>(`/api/audit?${asked}`, null);
  const isNarrowed = conditions.some(name => query.has(name));
  return (
    <AdminFrame title={sayAdmin("audit")} tools={<Verification />}>
      <form
        class="admin-filters"
        role="search"
        onSubmit={event => {
          event.preventDefault();
          const typed = new FormData(event.currentTarget);
          setQuery({
            action: String(typed.get("action") ?? "").trim(),
            entityId: String(typed.get("entityId") ?? "").trim(),
          });
        }}
      >
        <TextField
          label={sayAdmin("from")}
          type="date"
          value={from}
          onInput={day => isDay(day) && setQuery({ from: day })}
        />
        <TextField
          label={sayAdmin("until")}
          type="date"
          value={to}
          onInput={day => isDay(day) && setQuery({ to: day })}
        />
        <Typed
          key={`a${query.get("action") ?? ""}`}
          name="action"
          label={say("action")}
          first={query.get("action") ?? ""}
          hint={say("actionHint")}
        />
        <Typed
          key={`e${query.get("entityId") ?? ""}`}
          name="entityId"
          label={say("entity")}
          first={query.get("entityId") ?? ""}
        />
        <Button type="submit" icon="search">
          {sayAdmin("search")}
        </Button>
        {isNarrowed && (
          <Button
            look="plain"
            icon="cross"
            onClick={() => setQuery(Object.fromEntries(conditions.map(name => [name, null])))}
          >
            {say("clear")}
          </Button>
        )}
      </form>
      {trail.problem && <ProblemNote problem={trail.problem} onRetry={trail.refetch} />}
      {trail.rows === null && trail.loading && <Skeleton lines={8} heightPx={28} />}
      {trail.rows?.length === 0 && (
        <Empty icon="search" title={say("empty")}>
          <p>{say("emptyText")}</p>
        </Empty>
      )}
      {trail.rows !== null && trail.rows.length > 0 && <TrailTable rows={trail.rows} />}
      {trail.more && (
        <p class="row" style={{ justifyContent: "center", marginTop: "12px" }}>
          <Button busy={trail.loading} onClick={trail.loadMore}>
            {sayAdmin("more")}
          </Button>
        </p>
      )}
    </AdminFrame>
  );
}

/** A field that is read when the search is sent; it begins with what the address says. */
function Typed({
  name,
  label,
  first,
  hint,
}: {
  readonly name: string;
  readonly label: string;
  readonly first: string;
  readonly hint?: string;
}): VNode {
  return (
    <div class="field">
      <label for={`audit-${name}`}>{label}</label>
      <input
        id={`audit-${name}`}
        name={name}
        class="input"
        defaultValue={first}
        placeholder={hint}
        autocomplete="off"
      />
    </div>
  );
}

const minorFailure = 4;

function TrailTable({ rows }: { readonly rows: readonly AuditRow[] }): VNode {
  const say = useWords(auditWords);
  const sayAdmin = useWords(adminWords);
  return (
    <Table<AuditRow>
      label={sayAdmin("audit")}
      rows={rows}
      keyOf={row => row.id}
      columns={[
        { key: "when", head: say("when"), cell: row => <span class="nowrap">{showDateTime(row.serverTime)}</span> },
        { key: "who", head: say("who"), cell: row => <Who row={row} /> },
        {
          key: "what",
          head: say("action"),
          cell: row => (
            <>
              <button type="button" class="text-button mono" onClick={() => setQuery({ action: row.action })}>
                {row.action}
              </button>
              {row.outcome > 0 && (
                <span class="badge red">{say(row.outcome === minorFailure ? "refused" : "failed")}</span>
              )}
            </>
          ),
        },
        {
          key: "entity",
          head: say("entity"),
          cell: row =>
            row.entityId === null ? null : (
              <button
                type="button"
                class="text-button"
                title={row.entityId}
                onClick={() => setQuery({ entityId: row.entityId })}
              >
                {row.entityKind} <span class="mono quiet">{row.entityId.slice(0, 8)}</span>
              </button>
            ),
        },
        { key: "place", head: say("place"), cell: row => <span class="quiet small">{row.address}</span> },
        { key: "details", head: say("details"), cell: row => <span class="mono small quiet">{row.details}</span> },
      ]}
    />
  );
}

function Who({ row }: { readonly row: AuditRow }): VNode {
  const say = useWords(auditWords);
  if (row.personId === null) return <span class="quiet">{say(row.deviceId === null ? "system" : "device")}</span>;
  const name = row.personName ?? row.personId.slice(0, 8);
  return (
    <>
      <button
        type="button"
        class="text-button strong"
        title={say("onlyThis", { name })}
        onClick={() => setQuery({ personId: row.personId })}
      >
        {name}
      </button>
      {row.role !== null && <span class="quiet small"> {codeLabel("role", row.role)}</span>}
    </>
  );
}

/** Checks rows, links, tail and anchors on request: it reads the whole trail. */
function Verification(): VNode {
  const say = useWords(auditWords);
  const [verdict, setVerdict] = useState<(AuditVerdict & { readonly at: string }) | null>(null);
  const check = useSave();
  const run = () =>
    check.run(async () => {
      const answer = await getJson<AuditVerdict>("/api/audit/verification");
      setVerdict({ ...answer, at: new Date(nowMs()).toISOString() });
    });
  return (
    <>
      <Button icon="check" busy={check.busy} onClick={() => void run()}>
        {say("verify")}
      </Button>
      {check.problem && <ProblemNote problem={check.problem} />}
      {verdict && (
        <p class={verdict.sound ? "note green" : "note red"} role="status" style={{ flexBasis: "100%" }}>
          <Icon name={verdict.sound ? "check" : "warning"} />
          <span class="body">
            {verdict.sound
              ? say("sound", { rows: verdict.rows ?? 0, anchors: verdict.anchors ?? 0, time: showTime(verdict.at) })
              : `${say("broken", { place: verdict.firstWrongPosition ?? verdict.firstWrongRow ?? "?" })} ${verdict.problem ?? ""} ${say("brokenText")}`}
          </span>
        </p>
      )}
    </>
  );
}
