import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "../case/case.css";
import { AgeSex, AttachmentIcons, StateBadge } from "../case/parts";
import type { Case, CaseRow } from "../case/types";
import { postJson } from "../platform/api";
import { serviceLabel, useCatalogue } from "../platform/catalogue";
import { useKeys } from "../platform/keys";
import { usePages } from "../platform/pages";
import { asProblem } from "../platform/problem";
import { navigate, setQuery, usePlace } from "../platform/router";
import { can } from "../platform/session";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { Empty } from "../ui/Empty";
import { Icon } from "../ui/Icon";
import { problemText, ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { Table } from "../ui/Table";
import { toast } from "../ui/Toast";
import { calmRows } from "./calmRows";
import { isToTake } from "./reader";
import { SkipDialog } from "./SkipDialog";
import "./specialist.css";
import { specialistWords } from "./words";

const colours = ["red", "yellow", "green"] as const;

/** What waits for this reader, most urgent first. Space takes the next case without choosing. */
export default function QueuePage(): VNode {
  const say = useWords(specialistWords);
  useCatalogue();
  const { query } = usePlace();
  const colour = query.get("colour");
  const url = `/api/consultations?view=queue&limit=100${colour ? `&colour=${colour}` : ""}`;
  const pages = usePages<CaseRow>(url, "queue");
  const queue = pages.first;
  const [busy, setBusy] = useState(false);
  const [skipping, setSkipping] = useState(false);
  const { rows, goneIds, newCount, renew, list } = useCalm(pages.items, url);

  const fail = (error: unknown) => {
    const { title, text } = problemText(asProblem(error));
    toast(`${title} ${text}`, { look: "red" });
    queue.refetch();
    renew();
  };
  const isTaking = useRef(false);
  const next = async (skipped?: { readonly consultationId: string; readonly reason: string }) => {
    // A key that is pressed twice must not take two cases.
    if (isTaking.current) return;
    isTaking.current = true;
    setBusy(true);
    try {
      const taken = await postJson<Case | undefined>("/api/queue/next", skipped ? { skipped } : {});
      if (taken) navigate(`/case/${taken.id}/read`);
      else toast(say("nothingNext"));
    } catch (error) {
      fail(error);
    } finally {
      isTaking.current = false;
      setBusy(false);
      setSkipping(false);
    }
  };
  const take = async (row: CaseRow) => {
    setBusy(true);
    try {
      await postJson(`/api/consultations/${row.id}/claim`, { version: row.version });
      navigate(`/case/${row.id}/read`);
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  };
  const canClaim = can("claim_consultation");
  const first = rows?.find(row => isToTake(row.state));
  useKeys(
    canClaim
      ? [
          { press: "Space", says: say("next"), run: () => void next() },
          ...(first ? [{ press: "Alt+S", says: say("skip"), run: () => setSkipping(true) }] : []),
        ]
      : [],
  );
  return (
    <div class="page">
      <div class="page-head">
        <h1>{say("queue")}</h1>
        <div class="segments" role="group" aria-label={say("colour")}>
          <button type="button" aria-pressed={colour === null} onClick={() => setQuery({ colour: null })}>
            {say("all")}
          </button>
          {colours.map(each => (
            <button
              key={each}
              type="button"
              aria-pressed={colour === each}
              class={colour === each ? "on" : undefined}
              onClick={() => setQuery({ colour: each })}
            >
              <ColourMark colour={each} />
            </button>
          ))}
        </div>
        <span class="grow" />
        {newCount > 0 && (
          <Button size="small" icon="refresh" onClick={renew}>
            {say("newRows", { n: newCount })}
          </Button>
        )}
        {canClaim && first && (
          <Button look="plain" onClick={() => setSkipping(true)}>
            {say("skip")}
          </Button>
        )}
        {canClaim && (
          <Button look="primary" size="large" icon="right" busy={busy} onClick={() => void next()}>
            {say("next")} <kbd>Space</kbd>
          </Button>
        )}
      </div>
      {queue.problem && <ProblemNote problem={queue.problem} onRetry={queue.refetch} />}
      {rows === null && queue.loading && <Skeleton lines={8} heightPx={36} />}
      {rows?.length === 0 && (
        <Empty icon="check" title={say("empty")}>
          <p>{say("emptyText")}</p>
        </Empty>
      )}
      {rows !== null && rows.length > 0 && (
        <div ref={list}>
          <div class="wide-only">
            <Table<CaseRow>
              label={say("queue")}
              rows={rows}
              keyOf={row => row.id}
              onOpen={row => navigate(`/case/${row.id}`)}
              markRow={row => (goneIds.has(row.id) ? "gone" : undefined)}
              columns={[
                { key: "colour", head: say("colour"), widthPx: 104, cell: row => <ColourMark colour={row.colour} /> },
                {
                  key: "left",
                  head: say("left"),
                  widthPx: 128,
                  cell: row => <Clock dueAt={row.dueAt} startedAt={row.startedAt} paused={row.paused} />,
                },
                {
                  key: "service",
                  head: say("service"),
                  cell: row => (
                    <span>
                      {serviceLabel(row.serviceCode)} {!isToTake(row.state) && <StateBadge state={row.state} />}
                      {row.critical && (
                        <span style={{ color: "var(--red)" }}>
                          {" "}
                          <Icon name="warning" tiny />
                        </span>
                      )}
                    </span>
                  ),
                },
                {
                  key: "patient",
                  head: say("patient"),
                  cell: row => (
                    <>
                      <span class="strong">{row.patient.name}</span>{" "}
                      <span class="quiet small">
                        <AgeSex patient={row.patient} />
                      </span>
                    </>
                  ),
                },
                {
                  key: "question",
                  head: say("question"),
                  cell: row => <span class="case-question">{row.question}</span>,
                },
                { key: "from", head: say("from"), cell: row => <span class="quiet">{row.facility.name}</span> },
                {
                  key: "files",
                  head: say("files"),
                  widthPx: 80,
                  cell: row => <AttachmentIcons attachments={row.attachments} />,
                },
                {
                  key: "take",
                  head: say("take"),
                  widthPx: 88,
                  cell: row =>
                    goneIds.has(row.id) ? (
                      <span class="quiet small">{say("taken")}</span>
                    ) : isToTake(row.state) ? (
                      canClaim && (
                        <Button size="small" disabled={busy} onClick={() => void take(row)}>
                          {say("take")}
                        </Button>
                      )
                    ) : (
                      <Button size="small" to={`/case/${row.id}`}>
                        {say("show")}
                      </Button>
                    ),
                },
              ]}
            />
          </div>
          <ul class="column narrow-only">
            {rows.map(row => (
              <QueueCard
                key={row.id}
                row={row}
                gone={goneIds.has(row.id)}
                onTake={canClaim && !busy && isToTake(row.state) ? () => void take(row) : undefined}
              />
            ))}
          </ul>
        </div>
      )}
      {pages.problem && <ProblemNote problem={pages.problem} onRetry={pages.more} />}
      {pages.hasMore && (
        <p style={{ padding: "12px", textAlign: "center" }}>
          <Button onClick={pages.more}>{say("more")}</Button>
        </p>
      )}
      {skipping && first && (
        <SkipDialog
          row={first}
          onClose={() => setSkipping(false)}
          onSkip={reason => next({ consultationId: first.id, reason })}
        />
      )}
    </div>
  );
}

function QueueCard({
  row,
  gone,
  onTake,
}: {
  readonly row: CaseRow;
  readonly gone: boolean;
  readonly onTake: (() => void) | undefined;
}): VNode {
  const say = useWords(specialistWords);
  return (
    <li
      class={`case-card ${row.colour} ${gone ? "gone" : ""}`}
      onClick={event => {
        if (!(event.target as HTMLElement).closest("button")) navigate(`/case/${row.id}`);
      }}
    >
      <span class="row">
        <ColourMark colour={row.colour} />
        {!isToTake(row.state) && <StateBadge state={row.state} />}
        <span class="grow" />
        <Clock dueAt={row.dueAt} startedAt={row.startedAt} paused={row.paused} />
      </span>
      <span class="row">
        <span class="strong cut">{row.patient.name}</span>
        <span class="quiet small">
          <AgeSex patient={row.patient} />
        </span>
      </span>
      {row.question !== null && <span class="case-question">{row.question}</span>}
      <span class="row small quiet">
        <span class="grow cut">
          {serviceLabel(row.serviceCode)} · {row.facility.name}
        </span>
        <AttachmentIcons attachments={row.attachments} />
      </span>
      {onTake && !gone && (
        <span>
          <Button size="small" onClick={onTake}>
            {say("take")}
          </Button>
        </span>
      )}
    </li>
  );
}

/** Takes updates at once, except while the person's pointer or focus is on the list. */
function useCalm(fresh: readonly CaseRow[] | null, url: string) {
  const [drawn, setDrawn] = useState<readonly CaseRow[] | null>(fresh);
  const drawnUrl = useRef(url);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (fresh === null) return;
    const held =
      drawn !== null &&
      drawn.length > 0 &&
      drawnUrl.current === url &&
      (list.current?.matches(":hover") || list.current?.contains(document.activeElement));
    drawnUrl.current = url;
    if (!held) setDrawn(fresh);
  }, [fresh, url]);
  // With another filter what is drawn belongs to the old one: it must not stand under the new one while that comes.
  const own = drawnUrl.current === url ? drawn : fresh;
  const calm = calmRows(own ?? [], fresh ?? own ?? []);
  return {
    rows: own === null ? null : calm.shown,
    goneIds: calm.goneIds,
    newCount: calm.newCount,
    list,
    renew: () => setDrawn(fresh),
  };
}
