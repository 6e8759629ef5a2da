import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { serviceLabel } from "../../platform/catalogue";
import { navigate } from "../../platform/router";
import { showMoment } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Clock } from "../../ui/Clock";
import { ColourMark } from "../../ui/ColourMark";
import { holderText, PatientCell, StateWord, WhereLine } from "../parts";
import type { SteadyRow } from "../steadyRows";
import type { DeskRow } from "../types";
import { deskWords } from "../words";
import { useVirtual } from "./useVirtual";

interface CaseTableProps {
  readonly label: string;
  readonly rows: readonly SteadyRow<DeskRow>[];
  readonly arrivedIds: ReadonlySet<string>;
  readonly more: boolean;
  readonly loading: boolean;
  readonly onMore: () => void;
  readonly onAct?: ((row: DeskRow) => void) | undefined;
}

const tableRowPx = 45;
const cardPx = 113;
const narrow = "(max-width: 719px)";
/** The next page is fetched when its place comes this near to the window. */
const fetchAhead = "600px";

/** A list of cases of any length: a table on wide screens, cards on telephones; only what is near the window is drawn. */
export function CaseTable(props: CaseTableProps): VNode {
  const say = useWords(deskWords);
  const cards = useNarrow();
  const { rows, more, loading, onMore } = props;
  const { slice, box } = useVirtual(rows.length, cards ? cardPx : tableRowPx);
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    const mark = end.current;
    // Begun anew after each load: what came into view meanwhile is seen by the first look.
    if (mark === null || !more || loading) return;
    const watcher = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) latest.current();
      },
      { rootMargin: fetchAhead },
    );
    watcher.observe(mark);
    return () => watcher.disconnect();
  }, [more, loading, rows.length]);
  const drawn = rows.slice(slice.first, slice.end);
  return (
    <div ref={box}>
      {cards ? (
        <Cards {...props} drawn={drawn} abovePx={slice.abovePx} belowPx={slice.belowPx} />
      ) : (
        <Rows {...props} drawn={drawn} first={slice.first} abovePx={slice.abovePx} belowPx={slice.belowPx} />
      )}
      <div ref={end} class="row" style={{ minHeight: "52px", justifyContent: "center" }}>
        <span class="quiet small">{say("shown", { n: rows.length })}</span>
        {more && (
          <Button size="small" busy={loading} onClick={onMore}>
            {say("more")}
          </Button>
        )}
      </div>
    </div>
  );
}

interface DrawnProps extends CaseTableProps {
  readonly drawn: readonly SteadyRow<DeskRow>[];
  readonly abovePx: number;
  readonly belowPx: number;
}

function Rows({
  label,
  rows,
  drawn,
  first,
  abovePx,
  belowPx,
  arrivedIds,
  onAct,
}: DrawnProps & { readonly first: number }): VNode {
  const say = useWords(deskWords);
  const heads = [
    [say("colour"), 116],
    [say("left"), 176],
    [say("patient"), 216],
    [say("service"), 0],
    [say("facility"), 0],
    [say("holder"), 0],
    [say("state"), 160],
    [say("sent"), 88],
    ...(onAct ? [["", 104] as const] : []),
  ] as const;
  return (
    <div class="table-box" role="region" aria-label={label} tabIndex={0}>
      <table class="table case-table" aria-rowcount={rows.length} style={{ minWidth: "980px" }}>
        <thead>
          <tr>
            {heads.map(([head, widthPx], index) => (
              <th key={index} scope="col" style={widthPx > 0 ? { width: `${widthPx}px` } : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Filler px={abovePx} columns={heads.length} />
          {drawn.map(({ row, gone }, index) => (
            <tr
              key={row.id}
              aria-rowindex={first + index + 1}
              tabIndex={0}
              class={`openable ${gone ? "gone" : ""} ${arrivedIds.has(row.id) ? "arrived" : ""}`}
              onClick={event => {
                if (!(event.target as HTMLElement).closest("a, button")) navigate(`/case/${row.id}`);
              }}
              onKeyDown={event => {
                if (event.target === event.currentTarget && event.key === "Enter") navigate(`/case/${row.id}`);
              }}
            >
              <td>
                <ColourMark colour={row.colour} />
              </td>
              <td>
                <Clock dueAt={row.dueAt} startedAt={row.startedAt} paused={row.paused} />
              </td>
              <td title={row.number}>
                <PatientCell row={row} />
              </td>
              <td title={row.question ?? undefined}>{serviceLabel(row.serviceCode)}</td>
              <td title={row.facility.name}>{row.facility.name}</td>
              <td>{holderText(row, say)}</td>
              <td>
                <StateWord row={row} />
              </td>
              <td class="quiet">{row.submittedAt === null ? "" : showMoment(row.submittedAt)}</td>
              {onAct && (
                <td>
                  {!gone && (
                    <Button size="small" onClick={() => onAct(row)}>
                      {say("act")}
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
          <Filler px={belowPx} columns={heads.length} />
        </tbody>
      </table>
    </div>
  );
}

function Filler({ px, columns }: { readonly px: number; readonly columns: number }): VNode | null {
  return px === 0 ? null : (
    <tr class="filler" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${px}px` }} />
    </tr>
  );
}

function Cards({ drawn, abovePx, belowPx, arrivedIds, onAct }: DrawnProps): VNode {
  const say = useWords(deskWords);
  return (
    <ul class="case-lines" style={{ paddingTop: `${abovePx}px`, paddingBottom: `${belowPx}px` }}>
      {drawn.map(({ row, gone }) => (
        <li
          key={row.id}
          class={`case-card-line ${row.colour} ${gone ? "gone" : ""} ${arrivedIds.has(row.id) ? "arrived" : ""}`}
        >
          <span class="row">
            <ColourMark colour={row.colour} />
            <span class="grow" />
            <Clock dueAt={row.dueAt} startedAt={row.startedAt} paused={row.paused} />
          </span>
          <span class="row">
            <span class="grow column tight">
              <span class="row">
                <PatientCell row={row} />
                <StateWord row={row} />
              </span>
              <WhereLine row={row} />
            </span>
            {onAct && !gone && (
              <Button size="small" onClick={() => onAct(row)}>
                {say("act")}
              </Button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function useNarrow(): boolean {
  const [is, setIs] = useState(() => matchMedia(narrow).matches);
  useEffect(() => {
    const query = matchMedia(narrow);
    const note = () => setIs(query.matches);
    query.addEventListener("change", note);
    return () => query.removeEventListener("change", note);
  }, []);
  return is;
}
