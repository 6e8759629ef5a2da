import type { VNode } from "preact";
import { serviceOf, useCatalogue } from "../platform/catalogue";
import { labelOf } from "../platform/language";
import { showDateTime } from "../platform/time";
import { useWords } from "../platform/words";
import type { Case, Vitals } from "./types";
import { caseWords } from "./words";

/** Complaint, history, vital signs and warning signs: only what was written down. */
export function Clinical({ shown }: { readonly shown: Case }): VNode | null {
  const say = useWords(caseWords);
  useCatalogue();
  const flags = shown.redFlags.map(code => {
    const flag = serviceOf(shown.serviceCode)?.redFlags.find(each => each.code === code);
    return labelOf(flag?.labels, code);
  });
  const vitals = vitalRows(shown.vitals);
  if (!shown.complaint && !shown.history && shown.onsetAt === null && flags.length === 0 && vitals.length === 0)
    return null;
  return (
    <section class="panel column" aria-label={say("clinical")}>
      <h2>{say("clinical")}</h2>
      {flags.length > 0 && (
        <div class="row wrap">
          {flags.map(flag => (
            <span key={flag} class="badge red">
              {flag}
            </span>
          ))}
        </div>
      )}
      <dl class="facts">
        {shown.complaint && (
          <>
            <dt>{say("complaint")}</dt>
            <dd class="pre">{shown.complaint}</dd>
          </>
        )}
        {shown.onsetAt !== null && (
          <>
            <dt>{say("onset")}</dt>
            <dd>{showDateTime(shown.onsetAt)}</dd>
          </>
        )}
        {shown.history && (
          <>
            <dt>{say("history")}</dt>
            <dd class="pre">{shown.history}</dd>
          </>
        )}
      </dl>
      {vitals.length > 0 && (
        <dl class="row wrap" style={{ gap: "4px 16px" }} aria-label={say("vitals")}>
          {vitals.map(([word, text]) => (
            <div key={word} class="nowrap">
              <dt class="quiet small">{say(word)}</dt>
              <dd class="strong">{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

type VitalWord = "blood" | "pulse" | "oxygen" | "temperature" | "breathing" | "sugar";

export function vitalRows(vitals: Vitals | null): readonly (readonly [VitalWord, string])[] {
  if (vitals === null) return [];
  const rows: [VitalWord, string][] = [];
  const has = (value: number | null | undefined): value is number => typeof value === "number";
  if (has(vitals.systolic) || has(vitals.diastolic))
    rows.push(["blood", `${vitals.systolic ?? "–"}/${vitals.diastolic ?? "–"} mmHg`]);
  if (has(vitals.heartRate)) rows.push(["pulse", `${vitals.heartRate} /min`]);
  if (has(vitals.spo2)) rows.push(["oxygen", `${vitals.spo2} %`]);
  if (has(vitals.temperatureC)) rows.push(["temperature", `${vitals.temperatureC} °C`]);
  if (has(vitals.respiratoryRate)) rows.push(["breathing", `${vitals.respiratoryRate} /min`]);
  if (has(vitals.glucoseMmolL)) rows.push(["sugar", `${vitals.glucoseMmolL} mmol/L`]);
  return rows;
}
