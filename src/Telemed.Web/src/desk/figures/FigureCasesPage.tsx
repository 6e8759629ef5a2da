import type { VNode } from "preact";
import { serviceLabel, useCatalogue } from "../../platform/catalogue";
import { navigate, usePlace } from "../../platform/router";
import { can } from "../../platform/session";
import { useStore } from "../../platform/store";
import { showDate, showDateTime, timeZone } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { ColourMark } from "../../ui/ColourMark";
import { Empty } from "../../ui/Empty";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import { uiWords } from "../../ui/words";
import "../desk.css";
import { usePages } from "../usePages";
import { showMinutes } from "./duration";
import { isDay, startOfDay } from "./period";
import { isGroupBy, queryOf } from "./request";
import { groupLabel } from "./TurnaroundTable";
import type { FigureCase } from "./types";
import { figureWords } from "./words";

/** The cases behind one number of the figures, the newest signature first; without the patients' names. */
export default function FigureCasesPage(): VNode {
  const say = useWords(figureWords);
  useCatalogue();
  const zone = useStore(timeZone);
  const { query } = usePlace();
  const text = (name: string) => query.get(name) ?? "";
  const [from, to, by, key] = [text("from"), text("to"), query.get("by"), text("key")];
  const isWhole = isDay(from) && isDay(to) && (isGroupBy(by) || by === "cause");
  const wish = { service: text("service"), facilityId: text("facilityId") };
  const asked = isWhole ? queryOf({ ...wish, period: { from, to }, by }, zone) : "";
  const cases = usePages<FigureCase>(`/api/desk/turnaround/cases?${asked}&key=${encodeURIComponent(key)}`, null);
  const back = new URLSearchParams(query);
  back.delete("key");
  if (by === "cause") back.delete("by");
  const day = (date: string) => showDate(startOfDay(date, zone).toISOString());
  return (
    <div class="page">
      <div class="page-head">
        <Button look="plain" icon="left" to={`/figures?${back}`}>
          {say("back")}
        </Button>
        <h1>{say("casesOf")}</h1>
        {isWhole && (
          <span class="quiet">
            {by === "facility" ? "" : `${groupLabel(by, { key, label: key })} · `}
            {day(from)} – {day(to)}
          </span>
        )}
      </div>
      {cases.problem && <ProblemNote problem={cases.problem} onRetry={cases.refetch} />}
      {cases.rows === null && cases.loading && <Skeleton lines={8} heightPx={36} />}
      {cases.rows?.length === 0 && <Empty icon="figures" title={say("noCases")} />}
      {cases.rows !== null && cases.rows.length > 0 && <CaseList rows={cases.rows} />}
      {cases.more && (
        <p class="row" style={{ justifyContent: "center", marginTop: "12px" }}>
          <Button busy={cases.loading} onClick={cases.loadMore}>
            {say("more")}
          </Button>
        </p>
      )}
    </div>
  );
}

function CaseList({ rows }: { readonly rows: readonly FigureCase[] }): VNode {
  const say = useWords(figureWords);
  const sayUi = useWords(uiWords);
  const open = can("view_consultations") ? { onOpen: (row: FigureCase) => navigate(`/case/${row.id}`) } : {};
  return (
    <Table<FigureCase>
      label={say("casesOf")}
      rows={rows}
      keyOf={row => row.id}
      {...open}
      columns={[
        { key: "number", head: say("number"), cell: row => <span class="strong nowrap">{row.number}</span> },
        { key: "colour", head: say("colour"), cell: row => <ColourMark colour={row.colour} /> },
        { key: "service", head: say("service"), cell: row => serviceLabel(row.serviceCode) },
        { key: "facility", head: say("sender"), cell: row => row.facility },
        { key: "performer", head: say("reader"), cell: row => row.performer ?? "–" },
        { key: "signed", head: say("signedAt"), cell: row => <span class="nowrap">{showDateTime(row.signedAt)}</span> },
        {
          key: "final",
          head: say("toFinalShort"),
          number: true,
          cell: row => (
            <span class={row.breached ? "clock late" : "nowrap"}>
              {showMinutes(row.toFinalMinutes, sayUi)}
              {row.breached && ` · ${say("late")}`}
            </span>
          ),
        },
        {
          key: "paused",
          head: say("paused"),
          number: true,
          cell: row => (row.pausedMinutes === 0 ? "–" : showMinutes(row.pausedMinutes, sayUi)),
        },
        {
          key: "offDuty",
          head: say("offDuty"),
          number: true,
          cell: row => (row.offDutyMinutes === 0 ? "–" : showMinutes(row.offDutyMinutes, sayUi)),
        },
      ]}
    />
  );
}
