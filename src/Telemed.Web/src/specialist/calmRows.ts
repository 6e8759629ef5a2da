/** How a list takes a live update without moving rows under the finger. */
export interface CalmRows<R> {
  /** What is drawn: the old order, each row in its newest state. */
  readonly shown: readonly R[];
  /** Rows that were drawn but are no longer in the list; they stay, greyed, until the list is renewed. */
  readonly goneIds: ReadonlySet<string>;
  /** How many rows wait to be shown. */
  readonly newCount: number;
}

export function calmRows<R extends { readonly id: string }>(drawn: readonly R[], fresh: readonly R[]): CalmRows<R> {
  const freshById = new Map(fresh.map(row => [row.id, row]));
  const drawnIds = new Set(drawn.map(row => row.id));
  return {
    shown: drawn.map(row => freshById.get(row.id) ?? row),
    goneIds: new Set(drawn.filter(row => !freshById.has(row.id)).map(row => row.id)),
    newCount: fresh.filter(row => !drawnIds.has(row.id)).length,
  };
}
