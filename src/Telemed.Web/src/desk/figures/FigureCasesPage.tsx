import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { useCatalogue } from "../../platform/catalogue";
import { showDate, timeZone } from "../../platform/time";
import { usePlace } from "../../platform/router";
import { useStore } from "../../platform/store";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { CaseTable } from "../cases/CaseTable";
import { useCasePages } from "../cases/useCasePages";
import "../desk.css";
import { isDay, startOfDay } from "./period";
import { isGroupBy, queryOf } from "./request";
import { groupLabel } from "./TurnaroundTable";
import { figureWords } from "./words";

const nobody: ReadonlySet<string> = new Set();

/** The cases behind one number of the figures. */
export default function FigureCasesPage(): VNode {
  const say = useWords(figureWords);
  useCatalogue();
  const zone = useStore(timeZone);
  const { query } = usePlace();
  const [from, to, by, key] = [query.get("from") ?? "", query.get("to") ?? "", query.get("by"), query.get("key") ?? ""];
  const whole = isDay(from) && isDay(to) && isGroupBy(by);
  const asked = whole
    ? queryOf(
        { period: { from, to }, by, service: query.get("service") ?? "", facilityId: query.get("facilityId") ?? "" },
        zone,
      )
    : "";
  const cases = useCasePages(`/api/desk/turnaround/cases?${asked}&key=${encodeURIComponent(key)}`, null);
  const rows = useMemo(() => cases.rows?.map(row => ({ row, gone: false })) ?? null, [cases.rows]);
  const back = new URLSearchParams(query);
  back.delete("key");
  return (
    <div class="page">
      <div class="page-head">
        <Button look="plain" icon="left" to={`/figures?${back}`}>
          {say("back")}
        </Button>
        <h1>{say("casesOf")}</h1>
        {whole && (
          <span class="quiet">
            {by === "facility" ? "" : `${groupLabel(by, { key, label: null })} · `}
            {showDate(startOfDay(from, zone).toISOString())} – {showDate(startOfDay(to, zone).toISOString())}
          </span>
        )}
      </div>
      {cases.problem && <ProblemNote problem={cases.problem} onRetry={cases.refetch} />}
      {rows === null && cases.loading && <Skeleton lines={8} heightPx={36} />}
      {rows?.length === 0 && <Empty icon="figures" title={say("noCases")} />}
      {rows !== null && rows.length > 0 && (
        <CaseTable
          label={say("casesOf")}
          rows={rows}
          arrivedIds={nobody}
          more={cases.more}
          loading={cases.loading}
          onMore={cases.loadMore}
        />
      )}
    </div>
  );
}
