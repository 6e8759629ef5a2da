import type { VolumeRow } from "./types";

const tierOrder = ["city", "county", "township", "village", ""];

interface Matrix {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly tier: string; readonly counts: readonly number[]; readonly total: number }[];
  readonly columnTotals: readonly number[];
  readonly total: number;
}

/** Sender's tier down, reader's tier across; `service` "" sums all services. Tiers without a case are left out. */
export function matrixOf(rows: readonly VolumeRow[], service: string): Matrix {
  const counted = rows.filter(row => (service === "" || row.serviceCode === service) && row.count > 0);
  const columns = tierOrder.filter(tier => counted.some(row => row.performerTier === tier));
  const senders = tierOrder.filter(tier => counted.some(row => row.requesterTier === tier));
  const cell = (sender: string, reader: string) =>
    sum(counted.filter(row => row.requesterTier === sender && row.performerTier === reader).map(row => row.count));
  const lines = senders.map(tier => {
    const counts = columns.map(reader => cell(tier, reader));
    return { tier, counts, total: sum(counts) };
  });
  return {
    columns,
    rows: lines,
    columnTotals: columns.map((_, index) => sum(lines.map(line => line.counts[index] ?? 0))),
    total: sum(lines.map(line => line.total)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
