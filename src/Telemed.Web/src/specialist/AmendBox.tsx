import type { VNode } from "preact";
import { reportWords } from "../case/reportWords";
import type { Report, ReportBody, ReportTemplate } from "../case/types";
import { codeLabel, useCatalogue } from "../platform/catalogue";
import { labelOf } from "../platform/language";
import { useWords } from "../platform/words";
import { Segments, Select } from "../ui/Select";
import { changesBetween } from "./changes";
import { specialistWords } from "./words";

export interface Amendment {
  readonly reason: string;
  readonly severity: string;
}

const severities = ["wording", "minor", "clinically_important"] as const;

/** Why a signed report is changed, and every change in view while it is made. */
export function AmendBox({
  amendment,
  onChange,
  before,
  after,
  template,
}: {
  readonly amendment: Amendment;
  readonly onChange: (amendment: Amendment) => void;
  readonly before: Report;
  readonly after: ReportBody;
  readonly template: ReportTemplate | null;
}): VNode {
  const say = useWords(specialistWords);
  const sayReport = useWords(reportWords);
  const known = useCatalogue();
  const changes = changesBetween(before, after, template, sayReport);
  return (
    <section class="panel column" aria-label={say("amendTitle")}>
      <h2>{say("amendTitle")}</h2>
      <Select
        label={say("whyAmend")}
        value={amendment.reason}
        onChange={reason => onChange({ ...amendment, reason })}
        choices={[
          { value: "", label: "–" },
          ...(known?.codes["amendment_reason"] ?? []).map(code => ({
            value: code.code,
            label: labelOf(code.labels, code.code),
          })),
        ]}
      />
      <div class="field">
        <span class="label">{say("severity")}</span>
        <Segments
          label={say("severity")}
          value={amendment.severity}
          onChange={severity => onChange({ ...amendment, severity })}
          choices={severities.map(code => ({ value: code, label: codeLabel("amendment_severity", code) }))}
        />
      </div>
      <h3>{say("changes")}</h3>
      {changes.length === 0 && <p class="quiet">{say("noChanges")}</p>}
      <dl class="report-facts">
        {changes.map(change => (
          <>
            <dt>{change.label}</dt>
            <dd>
              {change.before !== "" && <del>{change.before}</del>} {change.after !== "" && <ins>{change.after}</ins>}
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
}
