import type { ComponentChildren, VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { serviceLabel, useCatalogue } from "../platform/catalogue";
import { useData } from "../platform/data";
import { showTime } from "../platform/time";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { toast } from "../ui/Toast";
import { ActionSheet } from "./ActionSheet";
import { AtRiskList } from "./AtRiskList";
import { CaseLines } from "./CaseLines";
import "./desk.css";
import { DeskHead } from "./DeskHead";
import { RedStrip } from "./RedStrip";
import type { OnAct, SheetAction } from "./sheet";
import { SidePanels } from "./SidePanels";
import type { DeskNow, DeskRow, Named } from "./types";
import { deskWords } from "./words";

/** Time alone brings cases near their limit, without any event, so the board asks again by itself. */
const renewEveryMs = 60_000;

/** The sheet on the screen. */
interface Opened {
  readonly row: DeskRow;
  readonly first: SheetAction | undefined;
  readonly reader: Named | undefined;
}

/** The coordinator's one screen: what is red, what will be late and why, who is missing. */
export default function NowPage(): VNode {
  const say = useWords(deskWords);
  useCatalogue();
  const board = useData<DeskNow>("/api/desk/now", "desk");
  const [open, setOpen] = useState<Opened | null>(null);
  const { refetch, value } = board;
  useEffect(() => {
    const timer = setInterval(refetch, renewEveryMs);
    return () => clearInterval(timer);
  }, [refetch]);
  const act: OnAct = (row, first, reader) => setOpen({ row, first, reader });
  const critical = useMemo(() => value?.unacknowledgedCritical.map(each => each.row) ?? [], [value]);
  const toldOf = (id: string): string | null => {
    const loop = value?.unacknowledgedCritical.find(each => each.row.id === id);
    if (!loop) return null;
    const next = loop.nextHopAt === null ? "" : ` ${say("nextTold", { time: showTime(loop.nextHopAt) })}`;
    return `${say("told", { n: loop.hops, since: showTime(loop.foundAt) })}${next}`;
  };
  const announce = (rows: readonly DeskRow[]) => {
    for (const row of rows)
      toast(say("newRed", { service: serviceLabel(row.serviceCode), facility: row.facility.name }), { look: "red" });
  };
  return (
    <div class="page">
      <DeskHead here="now" />
      {board.problem && (
        <div class="desk-section">
          <ProblemNote problem={board.problem} onRetry={refetch} />
        </div>
      )}
      {value === null && board.loading && <Skeleton lines={10} heightPx={36} />}
      {value !== null && (
        <>
          <Section title={say("redNow")} count={value.red.length} loud empty={say("noRed")}>
            <RedStrip rows={value.red} onAct={act} onArrived={announce} />
          </Section>
          <div class="desk-grid">
            <div>
              <Section
                title={say("critical")}
                count={value.unacknowledgedCritical.length}
                loud
                empty={say("noCritical")}
              >
                <CaseLines rows={critical} onAct={act} first="call" noteOf={toldOf} />
              </Section>
              <Section title={say("atRisk")} count={value.atRisk.length} empty={say("noAtRisk")}>
                <AtRiskList items={value.atRisk} onAct={act} />
              </Section>
              <Section title={say("returned")} count={value.returned.length} empty={say("noReturned")}>
                <CaseLines rows={value.returned} onAct={act} first="call" />
              </Section>
            </div>
            <SidePanels board={value} />
          </div>
        </>
      )}
      {open && (
        <ActionSheet
          key={open.row.id}
          row={open.row}
          first={open.first}
          reader={open.reader}
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null);
            refetch();
          }}
        />
      )}
    </div>
  );
}

function Section({
  title,
  count,
  loud = false,
  empty,
  children,
}: {
  readonly title: string;
  readonly count: number;
  readonly loud?: boolean;
  readonly empty: string;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <section class="desk-section" aria-label={title}>
      <div class="section-head">
        <h2 class={loud && count > 0 ? "loud" : undefined}>{title}</h2>
        {count > 0 && <span class={loud ? "count loud" : "count"}>{count}</span>}
      </div>
      {count === 0 ? (
        <p class="desk-quiet">
          <Icon name="check" />
          {empty}
        </p>
      ) : (
        children
      )}
    </section>
  );
}
