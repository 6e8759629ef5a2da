import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { AttachmentList } from "../case/Attachments";
import { Clinical } from "../case/Clinical";
import { Conversation } from "../case/Conversation";
import { AgeSex } from "../case/parts";
import { PriorCard, type PatientHistory } from "../case/priors";
import { ReportPaper } from "../case/ReportView";
import { Timeline } from "../case/Timeline";
import type { Case, Report } from "../case/types";
import type { Data } from "../platform/data";
import { caseWords } from "../case/words";
import { serviceLabel } from "../platform/catalogue";
import { Link } from "../platform/router";
import { useWords } from "../platform/words";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { Tabs } from "../ui/Tabs";
import { specialistWords } from "./words";

interface CaseSideProps {
  readonly shown: Case;
  readonly shownId: string | null;
  readonly onShow: (id: string) => void;
  readonly onChanged: () => void;
  readonly previous: Report | null;
  readonly history: Data<PatientHistory>;
}

type Tab = "case" | "priors" | "talk";

/** The left of the reading room: the case, what was earlier, and what was said. */
export function CaseSide({ shown, shownId, onShow, onChanged, previous, history }: CaseSideProps): VNode {
  const say = useWords(specialistWords);
  const sayCase = useWords(caseWords);
  const [tab, setTab] = useState<Tab>("case");
  const earlier = history.value?.consultations.filter(row => row.id !== shown.id) ?? [];
  return (
    <div class="column">
      <Tabs<Tab>
        label={say("caseInfo")}
        value={tab}
        onChange={setTab}
        tabs={[
          { value: "case", label: say("caseInfo") },
          {
            value: "priors",
            label: (
              <>
                {say("priors")} {earlier.length > 0 && <span class="count">{earlier.length}</span>}
              </>
            ),
          },
          {
            value: "talk",
            label: (
              <>
                {sayCase("conversation")}{" "}
                {shown.messages.length > 0 && <span class="count">{shown.messages.length}</span>}
              </>
            ),
          },
        ]}
      />
      {tab === "case" && (
        <div class="column" role="tabpanel">
          <div>
            <p class="strong">
              <Link to={`/patient/${shown.patient.id}`}>{shown.patient.name}</Link>{" "}
              <span class="quiet">
                <AgeSex patient={shown.patient} />
              </span>
            </p>
            <p class="quiet small">
              {serviceLabel(shown.serviceCode)} · {shown.facility.name} · {shown.requester.name}
            </p>
          </div>
          <ol class="column" style={{ gap: "4px" }}>
            {shown.questions.map(question => (
              <li key={question.number}>
                <b>{question.number}.</b> {question.text}
              </li>
            ))}
          </ol>
          <Clinical shown={shown} />
          <AttachmentList attachments={shown.attachmentList} shownId={shownId} onShow={onShow} />
        </div>
      )}
      {tab === "priors" && (
        <div class="column" role="tabpanel">
          {history.problem && (
            <ProblemNote problem={history.problem} onRetry={history.refetch}>
              {history.value === null && <p>{sayCase("historyNotCome")}</p>}
            </ProblemNote>
          )}
          {history.value === null && history.loading && <Skeleton lines={3} />}
          {history.value !== null && earlier.length === 0 && <p class="quiet">{sayCase("noHistory")}</p>}
          {earlier.map(row => (
            <PriorCard key={row.id} past={row} />
          ))}
          {previous !== null && (
            <div class="panel">
              <ReportPaper report={previous} questions={[]} />
            </div>
          )}
        </div>
      )}
      {tab === "talk" && (
        <div class="column" role="tabpanel">
          <Conversation shown={shown} onChanged={onChanged} />
          <Timeline events={shown.timeline} />
        </div>
      )}
    </div>
  );
}
