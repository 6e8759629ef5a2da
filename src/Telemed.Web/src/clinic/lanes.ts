import type { CaseRow } from "../case/types";

export type Lane = "actNow" | "ready" | "toComplete" | "waiting" | "done";

/** The order of the lanes on the page: what needs the clinician first. */
export const lanes: readonly Lane[] = ["actNow", "ready", "toComplete", "waiting", "done"];

const answered = new Set(["signed", "delivered", "amended", "addendum", "second_opinion"]);
const over = new Set(["acted", "closed", "rejected", "cancelled", "expired"]);

/** Where a case lies on the clinician's home page. */
export function laneOf(row: Pick<CaseRow, "state" | "critical" | "needsMe" | "colour">): Lane {
  if (over.has(row.state)) return "done";
  if (row.state === "info_requested") return "actNow";
  if (row.critical && (answered.has(row.state) || row.state === "acknowledged")) return "actNow";
  if (answered.has(row.state)) return "ready";
  if (row.state === "acknowledged") return "ready"; // read, but what was done is not written down yet
  if (row.state === "draft" || row.state === "returned" || (row.state === "quality_check" && row.needsMe))
    return "toComplete";
  return "waiting";
}
