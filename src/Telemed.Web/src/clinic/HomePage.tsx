import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import "../case/case.css";
import { CaseCard } from "../case/parts";
import type { CaseRow, Page } from "../case/types";
import { useData } from "../platform/data";
import { ownOf, waiting, type Waiting } from "../platform/offline";
import { navigate } from "../platform/router";
import { can, useSession } from "../platform/session";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { pages } from "../shell/pages";
import { WaitingItem } from "../shell/WaitingItem";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Icon } from "../ui/Icon";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { laneOf, lanes, type Lane } from "./lanes";
import { clinicWords } from "./words";

const doneShown = 6;
const queueShown = 10;
const listLimit = 100;

/** The first page: a clinician's lanes, a reader's next case; everybody else's first place in the rail. */
export default function HomePage(): VNode | null {
  const isClinician = can("start_consultation");
  const isReader = can("claim_consultation");
  const elsewhere =
    isClinician || isReader
      ? null
      : (pages.find(page => page.rail && page.path !== "/" && (page.needs?.some(can) ?? true)) ?? null);
  useEffect(() => {
    if (elsewhere) navigate(elsewhere.path, { replace: true });
  }, [elsewhere]);
  if (elsewhere) return null;
  return (
    <div class="page column" style={{ gap: "24px" }}>
      {isReader && <Reader />}
      {isClinician && <Clinician />}
    </div>
  );
}

function Reader(): VNode {
  const say = useWords(clinicWords);
  const mine = useData<Page<CaseRow>>("/api/consultations?view=reading", "queue", "mine");
  const queue = useData<Page<CaseRow>>("/api/consultations?view=queue", "queue");
  return (
    <section aria-label={say("reading")} class="column">
      <div class="page-head" style={{ margin: 0 }}>
        <h1 class="grow">{say("reading")}</h1>
        <Button look="primary" to="/queue" icon="queue">
          {say("nextCase")}
        </Button>
      </div>
      {mine.problem && <ProblemNote problem={mine.problem} onRetry={mine.refetch} />}
      {mine.value === null && mine.loading && <Skeleton lines={4} heightPx={40} />}
      {mine.value?.items.length === 0 && <p class="quiet">{say("nothingOpen")}</p>}
      {mine.value && mine.value.items.length > 0 && (
        <div class="lanes">
          {mine.value.items.map(row => (
            <CaseCard key={row.id} row={row} to={`/case/${row.id}/read`} />
          ))}
        </div>
      )}
      {queue.problem && !mine.problem && <ProblemNote problem={queue.problem} onRetry={queue.refetch} />}
      {queue.value && queue.value.items.length > 0 && (
        <>
          <h2>{say("queueWaiting", { n: `${queue.value.items.length}${queue.value.next ? "+" : ""}` })}</h2>
          <div class="lanes">
            {queue.value.items.slice(0, queueShown).map(row => (
              <CaseCard key={row.id} row={row} />
            ))}
          </div>
        </>
      )}
    </section>
  );
}

function Clinician(): VNode {
  const say = useWords(clinicWords);
  const mine = useData<Page<CaseRow>>(`/api/consultations?view=mine&limit=${listLimit}`, "mine");
  const done = useData<Page<CaseRow>>(`/api/consultations?view=done&limit=${doneShown}`, "mine");
  const rows = mine.value?.items ?? null;
  const byLane = new Map<Lane, CaseRow[]>(lanes.map(lane => [lane, []]));
  const seen = new Set<string>();
  for (const row of [...(rows ?? []), ...(done.value?.items ?? [])]) {
    if (seen.has(row.id)) continue;
    seen.add(row.id);
    byLane.get(laneOf(row))?.push(row);
  }
  const kept = ownOf(useStore(waiting), useSession()?.person.id);
  const isFirstDay = rows !== null && seen.size === 0 && kept.length === 0;
  return (
    <section class="column" aria-label={say("hello")}>
      <div class="page-head" style={{ margin: 0 }}>
        <h1 class="grow">{say("hello")}</h1>
        <span class="on-phone">
          <Button look="primary" size="large" icon="plus" to="/new">
            {say("newCase")}
          </Button>
        </span>
      </div>
      {mine.problem && <ProblemNote problem={mine.problem} onRetry={mine.refetch} />}
      {done.problem && !mine.problem && <ProblemNote problem={done.problem} onRetry={done.refetch} />}
      {rows === null && mine.loading && <Skeleton lines={6} heightPx={40} />}
      <KeptNote items={kept.filter(item => item.refusal !== undefined)} isRefused />
      <KeptNote items={kept.filter(item => item.refusal === undefined)} />
      {isFirstDay && (
        <Empty icon="send" title={say("firstTitle")}>
          <p>{say("firstText")}</p>
          <Button look="primary" size="large" icon="plus" to="/new">
            {say("newCase")}
          </Button>
        </Empty>
      )}
      {rows !== null && !isFirstDay && (
        <div class="lanes">
          {lanes.map(lane => (
            <LaneView key={lane} lane={lane} rows={byLane.get(lane) ?? []} />
          ))}
        </div>
      )}
    </section>
  );
}

interface KeptNoteProps {
  readonly items: readonly Waiting[];
  readonly isRefused?: boolean;
}

function KeptNote({ items, isRefused }: KeptNoteProps): VNode | null {
  const say = useWords(clinicWords);
  if (items.length === 0) return null;
  const title = say(isRefused ? "notTaken" : "toSend");
  return (
    <section class={isRefused ? "note red" : "note yellow"} aria-label={title}>
      <Icon name={isRefused ? "warning" : "clock"} />
      <div class="body grow column">
        <p class="strong">{title}</p>
        {items.map(item => (
          <WaitingItem key={item.id} item={item} />
        ))}
      </div>
    </section>
  );
}

function LaneView({ lane, rows }: { readonly lane: Lane; readonly rows: readonly CaseRow[] }): VNode {
  const say = useWords(clinicWords);
  const shown = lane === "done" ? rows.slice(0, doneShown) : rows;
  return (
    <section class={lane === "actNow" && rows.length > 0 ? "lane urgent" : "lane"} aria-label={say(lane)}>
      <div class="lane-head">
        <h2>{say(lane)}</h2>
        {lane !== "done" && rows.length > 0 && <span class="count">{rows.length}</span>}
      </div>
      {rows.length === 0 && <p class="quiet small">{say(`${lane}Empty`)}</p>}
      <div class="lane-cards">
        {shown.map(row => (
          <CaseCard key={row.id} row={row} />
        ))}
      </div>
    </section>
  );
}
