import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "../case/case.css";
import { CaseActions } from "../case/CaseActions";
import { StateBadge } from "../case/parts";
import { PhoneBackPanel } from "../case/PhoneBackPanel";
import { priorsOf, type PatientHistory } from "../case/priors";
import type { Attachment, Case, ReportTemplate } from "../case/types";
import { Viewer } from "../case/viewers";
import { caseWords } from "../case/words";
import { postJson } from "../platform/api";
import { useAgain } from "../platform/again";
import { useData } from "../platform/data";
import { useKeys } from "../platform/keys";
import { asProblem, type Problem } from "../platform/problem";
import { RoomButton } from "../rooms/RoomButton";
import { navigate } from "../platform/router";
import { can } from "../platform/session";
import { showTime } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { problemText } from "../ui/ProblemNote";
import { Tabs } from "../ui/Tabs";
import { toast } from "../ui/Toast";
import { CaseSide } from "./CaseSide";
import { withAdequacy, withCall, withMeasure, withStatement } from "./fill";
import { usePanes } from "./panes";
import { isAfterSigning, isHeldBy, isReadBy } from "./reader";
import { failedOf, ReportPane } from "./ReportPane";
import "./specialist.css";
import { Splitter } from "./Splitter";
import { useLease } from "./useLease";
import { useReport } from "./useReport";
import { openChannel, type ViewerMessage } from "./viewerWindow";
import { specialistWords } from "./words";

interface ReadingRoomProps {
  readonly shown: Case;
  readonly personId: string;
  /** The signed report that is being amended; null while a first report is written. */
  readonly amends: string | null;
  readonly onChanged: () => void;
}

type Side = "case" | "viewer" | "report";

/** Viewer in the middle, report on the right, the case and what was earlier on the left. */
export function ReadingRoom({ shown, personId, amends, onChanged }: ReadingRoomProps): VNode {
  const say = useWords(specialistWords);
  const sayCase = useWords(caseWords);
  const report = useReport(shown.id, personId, amends);
  const template = useData<ReportTemplate>(report.template === null ? null : `/api/templates/${report.template}`);
  const history = useData<PatientHistory>(`/api/patients/${shown.patient.id}/history`);
  const priors = priorsOf(history.value, shown.id, shown.kind);
  const panes = usePanes();
  const [side, setSide] = useState<Side>("viewer"); // on narrow windows only one of the three is in view
  const [shownId, setShownId] = useState<string | null>(shown.attachmentList[0]?.id ?? null);
  const isHolder = isHeldBy(shown, personId) && amends === null;
  const isLost = useLease(shown.id, isHolder);
  const isSigned = amends === null && isAfterSigning(shown.state);
  useOpening(shown, amends, onChanged);
  const fill = useRef<(code: string) => void>(() => undefined);
  const ownWindow = useOwnWindow(shown.id, shownId, code => fill.current(code));

  const current = template.value;
  fill.current = code => {
    if (current !== null) report.change(body => withStatement(body, current, code));
  };
  const noteCall = (toldTo: string, at: string) => {
    if (current !== null)
      report.change(body => withCall(body, current, { toldTo, at: showTime(at), receivedAt: shown.submittedAt && showTime(shown.submittedAt) }));
  };
  const isTaking = useRef(false);
  const next = async () => {
    // A key that is pressed twice must not take two cases.
    if (isTaking.current) return;
    isTaking.current = true;
    await takeNext().finally(() => {
      isTaking.current = false;
    });
  };
  const takeNext = async () => {
    if (report.save !== "clean" && amends === null) await report.saveNow().catch(() => undefined);
    try {
      const taken = await postJson<Case | undefined>("/api/queue/next", {});
      if (!taken) {
        navigate("/queue");
        toast(say("nothingNext"));
        return;
      }
      navigate(`/case/${taken.id}/read`);
      if (!isSigned) toast(say("nextTaken"), { undo: () => navigate(`/case/${shown.id}/read`) });
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
    }
  };
  useKeys([{ press: "Space", says: say("next"), run: () => void next() }]);

  const attachment = shown.attachmentList.find(each => each.id === shownId) ?? shown.attachmentList[0];
  return (
    <div
      class="room"
      style={{ "--left": `${panes.leftPx}px`, "--right": `${panes.rightPx}px` } as Record<string, string>}
    >
      <header class="room-head">
        <Button
          look="plain"
          size="small"
          icon="left"
          label={say(panes.leftPx === 0 ? "showLeft" : "hideLeft")}
          onClick={() => panes.toggle("left")}
        />
        <ColourMark colour={shown.colour} />
        <h1 class="cut">{shown.patient.name}</h1>
        <StateBadge state={shown.state} />
        {shown.critical && (
          <span class="badge red">
            <Icon name="warning" tiny />
            {sayCase("critical")}
          </span>
        )}
        <Clock dueAt={shown.dueAt} startedAt={shown.startedAt} paused={shown.paused} />
        {isHolder && shown.leaseUntil !== null && (
          <span class="quiet small lease">{sayCase("lease", { time: showTime(shown.leaseUntil) })}</span>
        )}
        <span class="grow" />
        <div class="room-actions">
          <CaseActions
            shown={shown}
            onChanged={onChanged}
            small
            except={["opening", "info_requests", "amendments", "addenda", "acknowledgement", "action", "second_opinion"]}
          />
          {can("join_room") && <RoomButton shown={shown} small />}
          <Button
            look="plain"
            size="small"
            icon="window"
            label={say("ownWindow")}
            pressed={ownWindow.isOpen}
            onClick={ownWindow.open}
          />
          <Button size="small" to={`/case/${shown.id}`}>
            {say("openCase")}
          </Button>
        </div>
        <Button
          look="plain"
          size="small"
          icon="right"
          label={say(panes.rightPx === 0 ? "showRight" : "hideRight")}
          onClick={() => panes.toggle("right")}
        />
      </header>
      <PhoneBackPanel shown={shown} calls={isHolder || isSigned} onTold={noteCall} onChanged={onChanged} />
      <div class="room-tabs">
        <Tabs<Side>
          label={say("caseInfo")}
          value={side}
          onChange={setSide}
          tabs={[
            { value: "case", label: say("caseInfo") },
            { value: "viewer", label: say("files") },
            { value: "report", label: say("report") },
          ]}
        />
      </div>
      <div class={`room-body on-${side}`}>
        {panes.leftPx > 0 && (
          <>
            <section class="room-left" aria-label={say("caseInfo")}>
              <CaseSide
                shown={shown}
                shownId={attachment?.id ?? null}
                previous={report.previous}
                history={history}
                onChanged={onChanged}
                onShow={id => {
                  setShownId(id);
                  setSide("viewer");
                }}
              />
            </section>
            <Splitter
              label={say("resize")}
              side="left"
              widthPx={panes.leftPx}
              onResize={width => panes.resize("left", width)}
            />
          </>
        )}
        <section class="room-viewer" aria-label={say("files")} data-theme="dark">
          {shown.attachmentList.length > 1 && (
            <FileTabs attachments={shown.attachmentList} shownId={attachment?.id ?? ""} onShow={setShownId} />
          )}
          <div class="viewer">
            {attachment ? (
              <Viewer
                key={attachment.id}
                attachment={attachment}
                all={shown.attachmentList}
                facilityId={shown.facility.id}
                caseId={shown.id}
                caseKind={shown.kind}
                // ECG statements go into an amendment too; marks on images stay as they were signed.
                reading={attachment.kind === "ecg" || isReadBy(shown, personId)}
                priorEcgIds={priors.ecgIds}
                priorStudies={priors.studies}
                onStatement={code => fill.current(code)}
                onAdequacy={(answer, why) => current !== null && report.change(body => withAdequacy(body, current, answer, why))}
                onMeasure={measure => current !== null && report.change(body => withMeasure(body, current, measure))}
              />
            ) : (
              <p class="quiet" style={{ padding: "24px" }}>
                {say("noFiles")}
              </p>
            )}
          </div>
        </section>
        {panes.rightPx > 0 && (
          <>
            <Splitter
              label={say("resize")}
              side="right"
              widthPx={panes.rightPx}
              onResize={width => panes.resize("right", width)}
            />
            <ReportPane
              shown={shown}
              template={template.value}
              failed={failedOf(report, template)}
              report={report}
              amends={amends}
              isSigned={isSigned}
              hasPriors={history.value && priors.count > 0}
              onChanged={onChanged}
              onNext={() => void next()}
            />
          </>
        )}
      </div>
      {isLost && (
        <Dialog
          title={say("leaseLost")}
          foot={
            <Button look="primary" to="/queue">
              {say("backToQueue")}
            </Button>
          }
        >
          <p>{say("leaseLostText")}</p>
        </Dialog>
      )}
    </div>
  );
}

function FileTabs({
  attachments,
  shownId,
  onShow,
}: {
  readonly attachments: readonly Attachment[];
  readonly shownId: string;
  readonly onShow: (id: string) => void;
}): VNode {
  const say = useWords(specialistWords);
  return (
    <div class="file-tabs">
      <Tabs
        label={say("files")}
        value={shownId}
        onChange={onShow}
        tabs={attachments.map(each => ({ value: each.id, label: each.fileName }))}
      />
    </div>
  );
}

/** Coming into the room opens a claimed case; the report's clock then knows that reading has begun. */
function useOpening(shown: Case, amends: string | null, onChanged: () => void): void {
  const mayOpen = amends === null && shown.state === "claimed" && shown.allowed.includes("opening");
  const [failure, setFailure] = useState<Problem | null>(null);
  const open = () => {
    if (!mayOpen) return;
    postJson(`/api/consultations/${shown.id}/opening`, { version: shown.version }).then(
      () => {
        setFailure(null);
        onChanged();
      },
      (error: unknown) => {
        setFailure(asProblem(error));
        onChanged();
      },
    );
  };
  useEffect(open, [mayOpen]);
  useAgain(mayOpen && failure?.mayPass ? failure : null, open);
}

function useOwnWindow(caseId: string, shownId: string | null, onStatement: (code: string) => void) {
  const [isOpen, setIsOpen] = useState(false);
  const channel = useRef<{ readonly send: (message: ViewerMessage) => void; readonly close: () => void } | null>(null);
  const latest = useRef({ caseId, shownId, onStatement });
  latest.current = { caseId, shownId, onStatement };
  const show = () => {
    const { caseId: id, shownId: attachmentId } = latest.current;
    if (attachmentId !== null) channel.current?.send({ kind: "show", caseId: id, attachmentId });
  };
  useEffect(() => {
    channel.current = openChannel(message => {
      if (message.kind === "hello") {
        setIsOpen(true);
        show();
      } else if (message.kind === "closed") setIsOpen(false);
      else if (message.kind === "statement") latest.current.onStatement(message.code);
    });
    return () => channel.current?.close();
  }, []);
  useEffect(show, [caseId, shownId]);
  return {
    isOpen,
    open: () => void window.open(`/case/${caseId}/viewer`, "telemed-viewer", "popup,width=1280,height=900"),
  };
}
