import type { Flag } from "./types";

/** Statements (AHA/ACC/HRS 2007, part II) a flag speaks for. Flags that need the reader's eye for more stay flags. */
const statementOfFlag: Readonly<Record<string, string>> = {
  asystole: "26", long_pause: "26", ventricular_fibrillation: "74", ventricular_run: "71", ventricular_ectopic: "60", supraventricular_ectopic: "30",
  atrial_fibrillation: "50", first_degree_av_block: "82", wide_qrs: "107", long_qtc: "148", st_elevation: "145", st_depression: "145",
  hyperkalaemia_hint: "208", arm_reversal: "10", leg_reversal: "10", lead_off: "12", noise: "15", mains: "14",
};

/** What the computer would write; each is offered with its reason and taken only by the reader. */
export function suggestions(flags: readonly Flag[]): readonly { readonly code: string; readonly reason: string }[] {
  const found = new Map<string, string>();
  for (const flag of flags) {
    const code = statementOfFlag[flag.code];
    if (code !== undefined && !found.has(code)) found.set(code, flag.reason);
  }
  return [...found].map(([code, reason]) => ({ code, reason }));
}
