import { localeTags } from "../platform/language";

const units = ["B", "kB", "MB", "GB"] as const;

/** A size for a person: 812 B, 94 kB, 1.2 GB. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  const shape = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${value.toLocaleString(localeTags(), shape)} ${units[unit]}`;
}
