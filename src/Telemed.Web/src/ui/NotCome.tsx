import type { VNode } from "preact";
import type { Data } from "../platform/data";
import { ProblemNote } from "./ProblemNote";

/** What was asked of the hub, whatever it is. */
export type Asked = Omit<Data<unknown>, "set">;

/** Stands in the place of what the hub did not give: an empty list there would say that there is nothing. */
export function NotCome({ of }: { readonly of: Asked }): VNode | null {
  if (of.problem === null || of.value !== null) return null;
  return <ProblemNote problem={of.problem} onRetry={of.refetch} />;
}
