import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { serviceLabel, useCatalogue } from "../platform/catalogue";
import { useData } from "../platform/data";
import { Link, setQuery, useParameter, usePlace } from "../platform/router";
import { can, useSession } from "../platform/session";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { Icon } from "../ui/Icon";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { RoomButton } from "../rooms/RoomButton";
import { FileDrop } from "../clinic/FileDrop";
import "../clinic/newcase.css";
import { CaseMeasurements } from "../imaging/CaseMeasurements";
import { UploadList } from "../uploads/UploadList";
import { useUploads } from "../uploads/useUploads";
import { AttachmentList } from "./Attachments";
import "./case.css";
import { CaseActions } from "./CaseActions";
import { Clinical } from "./Clinical";
import { Conversation } from "./Conversation";
import { CriticalPanel } from "./CriticalPanel";
import { AgeSex, StateBadge } from "./parts";
import { PhoneBackPanel } from "./PhoneBackPanel";
import { ReportView } from "./ReportView";
import { Timeline } from "./Timeline";
import type { Case } from "./types";
import { Viewer } from "./viewers";
import { caseWords } from "./words";

/** One page for all roles. What a person may do on it is what the hub allows him now. */
export default function CasePage(): VNode {
  const id = useParameter("id");
  const found = useData<Case>(`/api/consultations/${id}`, `consultation:${id}`);
  const session = useSession();
  useCatalogue();
  const shown = found.value;
  useEffect(() => {
    if (shown) document.title = `${shown.patient.name} · ${shown.number} · Telemed`;
  }, [shown?.id]);
  if (shown === null) {
    return (
      <div class="page">
        {found.problem ? (
          <ProblemNote problem={found.problem} onRetry={found.refetch} />
        ) : (
          <Skeleton lines={10} heightPx={24} />
        )}
      </div>
    );
  }
  // A question from the reader holds the case up: it stands first, with the place to answer.
  const isAsked = shown.allowed.includes("info_answers");
  return (
    <div class="page">
      {found.problem && <ProblemNote problem={found.problem} onRetry={found.refetch} />}
      <CaseHead shown={shown} />
      <PhoneBackPanel
        shown={shown}
        calls={shown.reader?.id === session?.person.id && can("write_report")}
        onChanged={found.refetch}
      />
      {can("join_room") && (
        <div class="row wrap case-rooms">
          <RoomButton shown={shown} />
        </div>
      )}
      <div class="case-grid">
        <div class="column">
          <div class="narrow-actions">
            <CaseActions shown={shown} onChanged={found.refetch} />
          </div>
          {isAsked && <Conversation shown={shown} onChanged={found.refetch} />}
          <CriticalPanel shown={shown} onChanged={found.refetch} />
          <Reports shown={shown} />
          <Questions shown={shown} />
          <Files shown={shown} onChanged={found.refetch} />
          <Clinical shown={shown} />
        </div>
        <div class="column">
          <section class="panel column wide-actions">
            <CaseActions shown={shown} onChanged={found.refetch} />
          </section>
          {!isAsked && <Conversation shown={shown} onChanged={found.refetch} />}
          <Timeline events={shown.timeline} />
        </div>
      </div>
    </div>
  );
}

export function CaseHead({ shown }: { readonly shown: Case }): VNode {
  const say = useWords(caseWords);
  return (
    <header class={`case-head ${shown.colour}`}>
      <ColourMark colour={shown.colour} />
      <h1 class="who">
        <Link to={`/patient/${shown.patient.id}`}>{shown.patient.name}</Link>
      </h1>
      <AgeSex patient={shown.patient} />
      <StateBadge state={shown.state} />
      {shown.critical && (
        <span class="badge red">
          <Icon name="warning" tiny />
          {say("critical")}
        </span>
      )}
      <span class="grow" />
      {(shown.dueAt !== null || shown.paused) && <Clock dueAt={shown.dueAt} startedAt={shown.startedAt} paused={shown.paused} />}
      <div class="case-facts">
        <span>
          {say("number")} <b>{shown.number}</b>
        </span>
        <span>
          <b>{serviceLabel(shown.serviceCode)}</b>
        </span>
        <span>
          {say("from")} <b>{shown.facility.name}</b>, {shown.requester.name}
        </span>
        {shown.submittedAt !== null && (
          <span>
            {say("sentAt")} <b>{showMoment(shown.submittedAt)}</b>
          </span>
        )}
        {shown.performer && (
          <span>
            {say("performer")} <b>{shown.performer.name}</b>
          </span>
        )}
        {shown.reader && (
          <span>
            {say("reader")} <b>{shown.reader.name}</b>
          </span>
        )}
        {shown.promiseAt !== null && (
          <span>
            {say("promise")} <b>{showMoment(shown.promiseAt)}</b>
          </span>
        )}
      </div>
    </header>
  );
}

function Questions({ shown }: { readonly shown: Case }): VNode | null {
  const say = useWords(caseWords);
  // A report carries the questions with its answers; showing both would make two places to read.
  if (shown.questions.length === 0 || shown.reports.length > 0) return null;
  return (
    <section class="panel" aria-label={say("questions")}>
      <h2>{say("questions")}</h2>
      {shown.questions.map(question => (
        <div key={question.number} class="qa">
          <p>
            <span class="quiet">{question.number}.</span> {question.text}
          </p>
          {question.answer === null ? (
            <p class="quiet">{say("notAnswered")}</p>
          ) : (
            <p class="pre strong">{question.answer}</p>
          )}
        </div>
      ))}
    </section>
  );
}

function Files({ shown, onChanged }: { readonly shown: Case; readonly onChanged: () => void }): VNode {
  const say = useWords(caseWords);
  const { query } = usePlace();
  const shownId = query.get("file");
  const attachment = shown.attachmentList.find(each => each.id === shownId);
  return (
    <section class="panel" aria-label={say("files")}>
      <h2 style={{ marginBottom: "8px" }}>{say("files")}</h2>
      <AttachmentList
        attachments={shown.attachmentList}
        shownId={shownId}
        onShow={id => setQuery({ file: id === shownId ? null : id })}
      />
      {shown.attachmentList.some(each => each.kind === "imaging") && can("view_recordings") && (
        <CaseMeasurements
          caseId={shown.id}
          onShow={studyUid => {
            const found = shown.attachmentList.find(each => each.summary?.["studyUid"] === studyUid);
            if (found) setQuery({ file: found.id });
          }}
        />
      )}
      {can("upload_files") && !ended.has(shown.state) && <AddFiles shown={shown} onChanged={onChanged} />}
      {attachment && (
        <div class="viewer-box" data-theme="dark">
          <div class="row viewer-bar">
            <span class="grow cut">{attachment.fileName}</span>
            {attachment.summary?.["arriving"] !== true && (
              <a class="button small" href={`/api/attachments/${attachment.id}/content`} download>
                {say("original")}
              </a>
            )}
            <Button size="small" icon="cross" label={say("closeViewer")} onClick={() => setQuery({ file: null })} />
          </div>
          <div class="viewer">
            <Viewer
              key={attachment.id}
              attachment={attachment}
              all={shown.attachmentList}
              facilityId={shown.facility.id}
              caseId={shown.id}
              caseKind={shown.kind}
            />
          </div>
        </div>
      )}
    </section>
  );
}

const ended = new Set(["draft", "cancelled", "rejected", "closed", "expired", "returned"]);

/** More files for a case that is under way: the new view or the other slide a reader asked for. */
function AddFiles({ shown, onChanged }: { readonly shown: Case; readonly onChanged: () => void }): VNode {
  const uploads = useUploads(shown.id, { colour: shown.colour });
  const acceptedCount = uploads.items.filter(item => item.state === "accepted").length;
  useEffect(() => {
    if (acceptedCount > 0) onChanged();
  }, [acceptedCount]);
  return (
    <div style={{ marginTop: "12px" }}>
      <FileDrop onFiles={uploads.add}>
        <UploadList uploads={uploads} />
      </FileDrop>
    </div>
  );
}

function Reports({ shown }: { readonly shown: Case }): VNode | null {
  const say = useWords(caseWords);
  const newest = shown.reports.at(-1);
  const [openId, setOpenId] = useState<string | null>(null);
  if (newest === undefined) return null;
  const current = shown.reports.find(report => report.id === openId) ?? newest;
  return (
    <section class="panel column" aria-label={say("report")}>
      {shown.reports.length > 1 && (
        <div class="row wrap" role="group" aria-label={say("reports")}>
          {shown.reports.map((report, index) => (
            <Button
              key={report.id}
              size="small"
              pressed={report.id === current.id}
              onClick={() => setOpenId(report.id)}
            >
              {`${index + 1}. ${report.signedAt === null ? say("report") : showMoment(report.signedAt)}`}
            </Button>
          ))}
        </div>
      )}
      <ReportView key={current.id + (current.signedAt ?? "")} reportId={current.id} questions={shown.questions} />
    </section>
  );
}
