import type { Measurement } from "./types";

/** The order of a report's table; whatever else a device measured comes after. */
export const mainMeasures = [
  "HR",
  "RR",
  "P",
  "PR",
  "QRS",
  "QT",
  "QTc",
  "QTcB",
  "QTcF",
  "P axis",
  "QRS axis",
  "T axis",
] as const;

export interface MeasureRow {
  readonly name: string;
  readonly unit: string;
  readonly ours: number | null;
  readonly device: number | null;
  readonly prior: number | null;
  /** Ours (or the device's, where we have none) minus the prior's; axes by the shorter way round. */
  readonly change: number | null;
}

type Values = readonly Measurement[] | undefined;

export function measureRows(ours: Values, device: Values, prior: Values): readonly MeasureRow[] {
  const names = mainMeasures.filter(name => [ours, device].some(list => valueOf(list, name) !== null));
  return names.map(name => {
    const own = valueOf(ours, name);
    const devices = valueOf(device, name);
    const before = valueOf(prior, name);
    const now = own ?? devices;
    return {
      name,
      unit: unitOf(name),
      ours: own,
      device: devices,
      prior: before,
      change: now === null || before === null ? null : difference(name, now, before),
    };
  });
}

function valueOf(list: Values, name: string): number | null {
  return list?.find(each => each.name === name && !each.lead)?.value ?? null;
}

export function unitOf(name: string): string {
  return name === "HR" ? "/min" : name.endsWith("axis") ? "°" : "ms";
}

function difference(name: string, now: number, before: number): number {
  const change = now - before;
  if (!name.endsWith("axis")) return change;
  return ((change + 540) % 360) - 180;
}
