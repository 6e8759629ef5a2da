import type { VNode } from "preact";
import { codeLabel, serviceLabel } from "../../platform/catalogue";
import { Link } from "../../platform/router";
import { useWords } from "../../platform/words";
import { uiWords } from "../../ui/words";
import { showMinutes, showShare } from "./duration";
import type { GroupBy, Spread, TurnaroundRow } from "./types";
import { figureWords } from "./words";

/** Below these shares a figure is drawn as a warning; nine in ten is the practice's default target. */
const targetShare = 0.9;
const nearShare = 0.8;

interface TurnaroundTableProps {
  readonly rows: readonly TurnaroundRow[];
  readonly by: GroupBy;
  readonly chosenKey: string | null;
  readonly onChoose: (key: string) => void;
  readonly casesUrl: (key: string) => string;
}

/** Median, p90 and share in target of each group; a group opens its cases, or its trend below. */
export function TurnaroundTable({ rows, by, chosenKey, onChoose, casesUrl }: TurnaroundTableProps): VNode {
  const say = useWords(figureWords);
  const spans = ["toClaim", "toFinal", "deliveryGap"] as const;
  return (
    <div class="table-box" role="region" aria-label={say("cases")} tabIndex={0}>
      <table class="figure-table">
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {say(by)}
            </th>
            <th scope="col" rowSpan={2}>
              {say("cases")}
            </th>
            {spans.map(span => (
              <th key={span} scope="colgroup" colSpan={3} class="group-start">
                {say(span)}
              </th>
            ))}
          </tr>
          <tr>
            {spans.flatMap(span =>
              (["median", "p90", "inTarget"] as const).map((part, index) => (
                <th key={span + part} scope="col" class={index === 0 ? "group-start" : undefined}>
                  {say(part)}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr
              key={row.key}
              class={row.key === chosenKey ? "chosen" : undefined}
              onClick={event => {
                if (!(event.target as HTMLElement).closest("a")) onChoose(row.key);
              }}
            >
              <td>{groupLabel(by, row)}</td>
              <td>
                {row.count === null ? (
                  <span class="quiet" title={say("fewHint")}>
                    {say("few")}
                  </span>
                ) : (
                  <Link to={casesUrl(row.key)} title={say("openCases")}>
                    {row.count}
                  </Link>
                )}
              </td>
              {spans.map(span => (
                <SpreadCells key={span} spread={row[span]} few={row.few} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SpreadCells({ spread, few }: { readonly spread: Spread; readonly few: boolean }): VNode {
  const say = useWords(figureWords);
  const sayUi = useWords(uiWords);
  const none = (
    <span class="quiet" title={few ? say("fewHint") : undefined}>
      –
    </span>
  );
  const { medianMinutes, p90Minutes, inTargetShare } = spread;
  return (
    <>
      <td class="group-start">{medianMinutes === null ? none : showMinutes(medianMinutes, sayUi)}</td>
      <td>{p90Minutes === null ? none : showMinutes(p90Minutes, sayUi)}</td>
      <td class={shareLook(inTargetShare)}>{inTargetShare === null ? none : showShare(inTargetShare)}</td>
    </>
  );
}

function shareLook(share: number | null): string | undefined {
  if (share === null || share >= targetShare) return undefined;
  return share >= nearShare ? "near" : "miss";
}

/** A group's name: codes by the catalogue, facilities as the hub names them. */
export function groupLabel(by: GroupBy, row: Pick<TurnaroundRow, "key" | "label">): string {
  switch (by) {
    case "service":
      return serviceLabel(row.key);
    case "requester_tier":
    case "performer_tier":
      return row.key === "" ? "–" : codeLabel("tier", row.key);
    case "colour":
      return codeLabel("colour", row.key);
    case "cause":
      return codeLabel("breach_cause", row.key);
    case "facility":
      return row.label;
  }
}
