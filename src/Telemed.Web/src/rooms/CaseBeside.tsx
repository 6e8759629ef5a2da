import type { VNode } from "preact";
import "../case/case.css";
import { Clinical } from "../case/Clinical";
import { AgeSex } from "../case/parts";
import { priorsOf, type PatientHistory } from "../case/priors";
import { ReportView } from "../case/ReportView";
import type { Case, ReportTemplate } from "../case/types";
import { serviceLabel } from "../platform/catalogue";
import { useData } from "../platform/data";
import { useWords } from "../platform/words";
import { caseWords } from "../case/words";
import { failedOf, ReportPane } from "../specialist/ReportPane";
import "../specialist/specialist.css";
import { useReport } from "../specialist/useReport";
import { Button } from "../ui/Button";
import { roomWords } from "./words";

interface CaseBesideProps {
  readonly shown: Case;
  readonly personId: string;
  readonly part: "case" | "report";
  readonly onChanged: () => void;
}

/** The case as it stands, and for its reader the report he is writing, without leaving the room. */
export function CaseBeside({ shown, personId, part, onChanged }: CaseBesideProps): VNode {
  const say = useWords(roomWords);
  const sayCase = useWords(caseWords);
  if (part === "report") return <Draft shown={shown} personId={personId} onChanged={onChanged} />;
  const newest = shown.reports.at(-1);
  return (
    <div class="column room-case">
      <p>
        <span class="strong">{shown.patient.name}</span> <AgeSex patient={shown.patient} />
        <br />
        <span class="quiet">
          {serviceLabel(shown.serviceCode)} · {shown.facility.name}, {shown.requester.name}
        </span>
      </p>
      {shown.questions.length > 0 && (
        <section aria-label={sayCase("questions")}>
          <h2>{sayCase("questions")}</h2>
          {shown.questions.map(question => (
            <p key={question.number}>
              <span class="quiet">{question.number}.</span> {question.text}
            </p>
          ))}
        </section>
      )}
      <Clinical shown={shown} />
      {newest && <ReportView reportId={newest.id} questions={shown.questions} />}
      <div>
        <Button size="small" to={`/case/${shown.id}`}>
          {say("toCase")}
        </Button>
      </div>
    </div>
  );
}

function Draft({
  shown,
  personId,
  onChanged,
}: {
  readonly shown: Case;
  readonly personId: string;
  readonly onChanged: () => void;
}): VNode {
  const report = useReport(shown.id, personId, null);
  const template = useData<ReportTemplate>(report.template === null ? null : `/api/templates/${report.template}`);
  const history = useData<PatientHistory>(`/api/patients/${shown.patient.id}/history`);
  return (
    <ReportPane
      shown={shown}
      template={template.value}
      failed={failedOf(report, template)}
      report={report}
      amends={null}
      isSigned={false}
      hasPriors={history.value && priorsOf(history.value, shown.id, shown.kind).count > 0}
      onChanged={onChanged}
      onNext={onChanged}
    />
  );
}
