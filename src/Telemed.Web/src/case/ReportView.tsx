import type { VNode } from "preact";
import { codeLabel } from "../platform/catalogue";
import { useData } from "../platform/data";
import { labelOf, language } from "../platform/language";
import { showDateTime } from "../platform/time";
import { sayIn, useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { NotCome } from "../ui/NotCome";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { ActionCardView } from "./ActionCardView";
import { fieldText } from "./fieldText";
import { ReportPictures } from "./ReportPictures";
import type { Question, Report, ReportTemplate } from "./types";
import { reportWords } from "./reportWords";

/** A report for the one who acts on it: what to do first, then the answers, then everything else. */
export function ReportView({
  reportId,
  questions,
}: {
  readonly reportId: string;
  readonly questions?: readonly Question[];
}): VNode {
  const report = useData<Report>(`/api/reports/${reportId}`);
  const note = report.problem && <ProblemNote problem={report.problem} onRetry={report.refetch} />;
  if (report.value === null) return note || <Skeleton lines={8} />;
  return (
    <>
      {note}
      <ReportPaper report={report.value} questions={questions ?? []} />
    </>
  );
}

export function ReportPaper({
  report,
  questions,
}: {
  readonly report: Report;
  readonly questions: readonly Question[];
}): VNode {
  const say = useWords(reportWords);
  const template = useData<ReportTemplate>(report.template ? `/api/templates/${report.template}` : null);
  const questionText = (number: number) => questions.find(each => each.number === number)?.text ?? "";
  return (
    <article class="column report" aria-label={say("report")}>
      <header class="row wrap">
        <h2>
          {say("report")} {report.consultationNumber}
          {report.number > 1 && `-${report.number}`}
        </h2>
        <span
          class={`badge ${report.status === "final" ? "green" : report.status === "preliminary" ? "yellow" : "accent"}`}
        >
          {codeLabel("report_status", report.status)}
        </span>
        {report.unreviewed === true && <span class="badge yellow">{say("unreviewed")}</span>}
        {report.critical && (
          <span class="badge red">
            <Icon name="warning" tiny />
            {say("critical")}
          </span>
        )}
        <span class="grow" />
        <Button
          size="small"
          icon="print"
          onClick={() => window.open(`/api/reports/${report.id}/page?language=${language.get()}`, "_blank", "noopener")}
        >
          {say("print")}
        </Button>
        <a
          class="button small"
          href={`/api/reports/${report.id}/pdf?language=${language.get()}`}
          target="_blank"
          rel="noopener"
        >
          PDF
        </a>
      </header>
      {report.limited && (
        <p class="note yellow">
          <Icon name="info" />
          <span class="body">{say("limited")}</span>
        </p>
      )}
      <ActionCardView card={report.actionCard} critical={report.critical} />
      {report.impression && (
        <section class="report-section">
          <h3>{say("impression")}</h3>
          <p class="pre">{report.impression}</p>
        </section>
      )}
      {report.answers.length > 0 && (
        <section class="report-section">
          <h3>{say("answers")}</h3>
          {report.answers.map(answer => (
            <div key={answer.number} class="qa">
              <p>
                <span class="quiet">{answer.number}.</span> {questionText(answer.number)}
              </p>
              <p class="pre strong">{answer.text}</p>
            </div>
          ))}
        </section>
      )}
      {report.advice && (
        <section class="report-section">
          <h3>{say("advice")}</h3>
          <p class="pre">{report.advice}</p>
        </section>
      )}
      {report.limits && (
        <section class="report-section">
          <h3>{say("limits")}</h3>
          <p class="pre">{report.limits}</p>
        </section>
      )}
      {report.certainty && (
        <p>
          <span class="quiet">{say("certainty")}:</span> {codeLabel("certainty", report.certainty)}
        </p>
      )}
      {report.diff !== null && report.diff.length > 0 && <Changes report={report} />}
      <NotCome of={template} />
      {template.value?.sections.map(section => {
        const filled = section.fields
          .map(field => [field, fieldText(field, report.content[`${section.code}.${field.code}`] ?? null)] as const)
          .filter(([, text]) => text !== "");
        if (filled.length === 0) return null;
        return (
          <section key={section.code} class="report-section">
            <h3>{labelOf(section.labels, section.code)}</h3>
            <dl class="report-facts">
              {filled.map(([field, text]) => (
                <>
                  <dt>{labelOf(field.labels, field.code)}</dt>
                  <dd>{text}</dd>
                </>
              ))}
            </dl>
          </section>
        );
      })}
      <ReportPictures caseId={report.consultationId} pictures={report.pictures ?? []} />
      <footer class="report-section small quiet">
        {report.signer && (
          <p>
            {[report.signer.name, report.signer.title, report.signer.licence, report.signer.facility]
              .filter(Boolean)
              .join(" · ")}
          </p>
        )}
        {report.signedAt !== null && <p>{say("signedAt", { time: showDateTime(report.signedAt) })}</p>}
        {report.verificationCode !== null && (
          <p>
            {say("verification")}:{" "}
            <a class="mono" href={`/verify/${report.verificationCode}`} target="_blank" rel="noopener">
              {report.verificationCode}
            </a>
          </p>
        )}
      </footer>
    </article>
  );
}

/** Places of a report that are in every form and therefore in no template. */
function ownLabel(field: string): string {
  const say = sayIn(reportWords, language.get());
  const name = field.split(".").at(-1) ?? field;
  if (field.startsWith("answers.")) return `${say("answers")} ${name}`;
  if (field === "conclusion") return say("impression");
  const own = ownPlaces.find(place => place === name);
  return own === undefined ? field : say(own);
}

const ownPlaces = [
  "impression",
  "advice",
  "limits",
  "certainty",
  "doNow",
  "give",
  "doNot",
  "sendIf",
  "callBackAt",
] as const;

function Changes({ report }: { readonly report: Report }): VNode {
  const say = useWords(reportWords);
  return (
    <section class="note yellow" aria-label={say("changes")}>
      <div class="body column grow">
        <h3>
          {say("changes")}
          {report.severity && ` · ${codeLabel("amendment_severity", report.severity)}`}
        </h3>
        {report.reason && <p>{codeLabel("amendment_reason", report.reason)}</p>}
        <dl class="report-facts">
          {report.diff?.map(change => (
            <>
              <dt>{change.labels ? labelOf(change.labels, change.field) : ownLabel(change.field)}</dt>
              <dd>
                {change.before && <del>{change.before}</del>} {change.after && <ins>{change.after}</ins>}
              </dd>
            </>
          ))}
        </dl>
      </div>
    </section>
  );
}
