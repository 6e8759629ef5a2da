/** One drawn row: in its newest state, and what became of it. */
export interface SteadyRow<R> {
  readonly row: R;
  /** No longer in the list; it stays in its place, greyed, until the list is renewed. */
  readonly gone: boolean;
}

/**
 * The rows to draw while a person's hand is on the list: everything drawn keeps its place, new rows come last, so that
 * nothing moves under the finger and yet nothing new stays hidden.
 */
export function steadyRows<R extends { readonly id: string }>(
  drawn: readonly R[],
  fresh: readonly R[],
): readonly SteadyRow<R>[] {
  const freshById = new Map(fresh.map(row => [row.id, row]));
  const drawnIds = new Set(drawn.map(row => row.id));
  return [
    ...drawn.map(row => ({ row: freshById.get(row.id) ?? row, gone: !freshById.has(row.id) })),
    ...fresh.filter(row => !drawnIds.has(row.id)).map(row => ({ row, gone: false })),
  ];
}

/** True when the drawn rows are not the newest list in its own order. */
export function isBehind<R extends { readonly id: string }>(
  drawn: readonly SteadyRow<R>[],
  fresh: readonly R[],
): boolean {
  return drawn.length !== fresh.length || drawn.some((each, index) => each.row.id !== fresh[index]?.id);
}
