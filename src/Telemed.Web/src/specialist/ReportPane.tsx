import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ActionDialog } from "../case/ActionDialog";
import { actions } from "../case/actions";
import { reportWords } from "../case/reportWords";
import { isReviewReason, reviewWords } from "../case/reviewWords";
import type { Case, Missing, ReportTemplate } from "../case/types";
import { postJson } from "../platform/api";
import type { Data } from "../platform/data";
import { withFresh } from "../platform/fresh";
import { labelOf } from "../platform/language";
import { useKeys } from "../platform/keys";
import { asProblem, isAbort, type Problem } from "../platform/problem";
import { navigate } from "../platform/router";
import { showTime } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Icon } from "../ui/Icon";
import { ProblemNote, problemText } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { toast } from "../ui/Toast";
import { AmendBox, type Amendment } from "./AmendBox";
import { fieldId } from "./FieldInput";
import { adviceOf, finishingOf, type Refused } from "./finishing";
import { withNormal } from "./normal";
import { ReportForm } from "./ReportForm";
import { SnapshotStrip } from "./SnapshotStrip";
import type { ReportState } from "./useReport";
import { specialistWords } from "./words";

interface ReportPaneProps {
  readonly shown: Case;
  readonly template: ReportTemplate | null;
  /** Why there is no form yet, and the way to ask for it again. */
  readonly failed: { readonly problem: Problem; readonly again: () => void } | null;
  readonly report: ReportState;
  readonly amends: string | null;
  readonly isSigned: boolean;
  /** Null while nobody knows: "nothing to compare with" is not written of what has only not come. */
  readonly hasPriors: boolean | null;
  readonly onChanged: () => void;
  readonly onNext: () => void;
}

/** The report being written, with what is missing and the ways to finish it always in view at its foot. */
export function ReportPane({
  shown,
  template,
  failed,
  report,
  amends,
  isSigned,
  hasPriors,
  onChanged,
  onNext,
}: ReportPaneProps): VNode {
  const say = useWords(specialistWords);
  const sayReview = useWords(reviewWords);
  const [outlined, setOutlined] = useState(false);
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [lacking, setLacking] = useState<readonly Missing[] | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [askingInfo, setAskingInfo] = useState(false);
  const [amendment, setAmendment] = useState<Amendment>({ reason: "", severity: "minor" });
  const missing = lacking ?? report.missing;
  const may = (command: string) => shown.allowed.includes(command);
  const finishing = finishingOf(shown.allowed, shown.reviewReason ?? null, refused, report.body);
  const isToReview = amends === null && finishing.kind === "review";
  const canFinish = amends === null ? finishing.kind !== "none" : amendment.reason.trim() !== "";
  const isInReview = amends === null && shown.state === "review_pending";
  const advice = amends === null ? adviceOf(shown.timeline) : null;

  const finish = async (
    step: string,
    body: () => Readonly<Record<string, unknown>>,
    isFresh: boolean,
    done: string,
  ) => {
    if (busy !== null || report.body === null) return;
    setBusy(step);
    setProblem(null);
    setLacking(null);
    try {
      if (amends === null) {
        const saved = await report.saveNow();
        if ((step === "signature" || isToReview) && saved.missing.length > 0) {
          showMissing(saved.missing);
          return;
        }
      }
      const key = crypto.randomUUID();
      const post = (headers: Readonly<Record<string, string>>) =>
        postJson(`/api/consultations/${shown.id}/${step}`, body(), undefined, { "Idempotency-Key": key, ...headers });
      await (isFresh ? withFresh(post) : post({}));
      report.forget();
      toast(done);
      onChanged();
      if (amends !== null) navigate(`/case/${shown.id}`);
    } catch (error) {
      if (isAbort(error)) return;
      const found = asProblem(error);
      if (found.code === "incomplete") showMissing(asMissing(found.body.missing));
      else if (found.code === "review_first" && amends === null)
        setRefused({ reason: String(found.body["reason"] ?? ""), body: report.body });
      else setProblem(found);
      // It may have been done, and only the answer was lost: the case tells.
      if (found.code === "version_conflict" || found.mayPass || found.status === 409) onChanged();
    } finally {
      setBusy(null);
    }
  };
  const showMissing = (list: readonly Missing[]) => {
    setLacking(list);
    setOutlined(true);
    focusField(list[0]);
  };
  const sendToReview = () => finish("review-request", () => ({}), false, sayReview("sent"));
  const sign = () =>
    isToReview
      ? sendToReview()
      : amends === null
        ? finish("signature", () => ({ version: report.versionNow() }), true, say("signed"))
        : finish("amendments", () => ({ ...report.body, ...amendment }), true, say("signed"));
  const toggleCritical = () => {
    report.change(body => ({ ...body, critical: { ...body.critical, is: !body.critical.is } }));
    document.getElementById(fieldId("critical"))?.scrollIntoView({ block: "center" });
  };
  const isFilling = useRef(false);
  const fillNormal = () => {
    isFilling.current = hasPriors === null;
    if (template !== null)
      report.change(body =>
        withNormal(
          body,
          template,
          say("normalAnswer"),
          shown.questions.map(question => question.number),
          hasPriors ?? true,
        ),
      );
  };
  // Who filled in before the history came gets what it says of priors when it is there.
  useEffect(() => {
    if (isFilling.current && hasPriors === false) fillNormal();
  }, [hasPriors]);
  useKeys(
    isSigned || isInReview
      ? []
      : [
          { press: "Ctrl+Enter", says: isToReview ? sayReview("send") : say("sign"), run: () => void sign(), whileTyping: true },
          { press: "Alt+I", says: say("askInfo"), run: () => setAskingInfo(may("info_requests")), whileTyping: true },
          { press: "Alt+C", says: say("markCritical"), run: toggleCritical, whileTyping: true },
          { press: "Alt+O", says: say("fillNormal"), run: fillNormal, whileTyping: true },
        ],
  );
  const infoAction = actions.find(action => action.command === "info_requests");
  if (isSigned) {
    return (
      <section class="room-right" aria-label={say("report")}>
        <Empty icon="check" title={say("signedTitle")}>
          <Button look="primary" size="large" icon="right" autofocus onClick={onNext}>
            {say("next")} <kbd>Space</kbd>
          </Button>
          <Button to={`/case/${shown.id}`}>{say("openCase")}</Button>
        </Empty>
      </section>
    );
  }
  if (isInReview) {
    return (
      <section class="room-right" aria-label={say("report")}>
        <Empty icon="clock" title={sayReview("waits")}>
          {isReviewReason(shown.reviewReason) && <p>{sayReview(shown.reviewReason)}</p>}
          <p class="quiet">{sayReview("waitsText")}</p>
          <Button look="primary" size="large" icon="right" autofocus onClick={onNext}>
            {say("next")} <kbd>Space</kbd>
          </Button>
          <Button to={`/case/${shown.id}`}>{say("openCase")}</Button>
        </Empty>
      </section>
    );
  }
  return (
    <section class="room-right" aria-label={say("report")}>
      <div class="room-scroll">
        {advice !== null && (
          <div class="note yellow" role="status">
            <Icon name="info" />
            <p class="body grow">
              {sayReview("advice")}: {advice}
            </p>
          </div>
        )}
        {amends !== null && report.body !== null && report.previous !== null && (
          <AmendBox
            amendment={amendment}
            onChange={setAmendment}
            before={report.previous}
            after={report.body}
            template={template}
          />
        )}
        {report.body === null || template === null ? (
          failed !== null ? (
            <ProblemNote problem={failed.problem} onRetry={failed.again} />
          ) : (
            <Skeleton lines={12} heightPx={26} />
          )
        ) : (
          <>
            {amends === null && (
              <div>
                <Button size="small" icon="check" onClick={fillNormal}>
                  {say("fillNormal")} <kbd>Alt</kbd> <kbd>O</kbd>
                </Button>
              </div>
            )}
            <ReportForm
              shown={shown}
              template={template}
              body={report.body}
              change={report.change}
              missing={missing}
              outlined={outlined}
            />
            {shown.kind !== "ecg" && <SnapshotStrip caseId={shown.id} />}
          </>
        )}
      </div>
      <footer class="room-foot">
        {report.problem && report.body !== null && !theirsHelps(report.problem) && (
          <ProblemNote problem={report.problem} onRetry={report.keepMine} failed="kept" />
        )}
        {report.problem && theirsHelps(report.problem) && (
          <div class="note yellow" role="alert">
            <Icon name="warning" />
            <div class="body grow column">
              <p>{report.problem.code === "version_conflict" ? say("conflict") : problemText(report.problem).text}</p>
              <span class="row wrap">
                {report.problem.code === "version_conflict" && (
                  <Button size="small" onClick={report.keepMine}>
                    {say("keepMine")}
                  </Button>
                )}
                <Button size="small" onClick={report.takeTheirs}>
                  {say("takeTheirs")}
                </Button>
              </span>
            </div>
          </div>
        )}
        {problem && <ProblemNote problem={problem} />}
        {isToReview && (
          <div class="note yellow" role="status">
            <Icon name="users" />
            <p class="body grow">
              {sayReview("first")} {isReviewReason(finishing.reason) && sayReview(finishing.reason)}
            </p>
          </div>
        )}
        {outlined && missing.length > 0 && (
          <ul class="missing-list" aria-label={say("missing", { n: missing.length })}>
            {missing.map(each => (
              <li key={each.code}>
                <button type="button" onClick={() => focusField(each)}>
                  {missingText(each)}
                </button>
              </li>
            ))}
          </ul>
        )}
        <div class="row wrap">
          <span class="quiet small grow" role="status">
            {amends !== null
              ? say("amendTitle")
              : report.save === "saving"
                ? say("saving")
                : report.save === "dirty"
                  ? say("notSaved")
                  : report.savedAt !== null
                    ? say("saved", { time: showTime(report.savedAt) })
                    : ""}
            {amends === null &&
              report.savedAt !== null &&
              ` · ${missing.length === 0 ? say("complete") : say("missing", { n: missing.length })}`}
          </span>
          {amends === null && may("info_requests") && (
            <Button size="small" icon="question" onClick={() => setAskingInfo(true)}>
              {say("askInfo")}
            </Button>
          )}
          {amends === null && may("preliminary") && (
            <Button
              size="small"
              busy={busy === "preliminary"}
              onClick={() => void finish("preliminary", () => ({}), false, say("signed"))}
            >
              {say("preliminary")}
            </Button>
          )}
          {amends === null && may("review_request") && !isToReview && (
            <Button size="small" busy={busy === "review-request"} onClick={() => void sendToReview()}>
              {say("askReview")}
            </Button>
          )}
          <Button
            look="primary"
            icon={isToReview ? "send" : "pen"}
            disabled={!canFinish}
            busy={busy === "signature" || busy === "amendments" || (isToReview && busy === "review-request")}
            onClick={() => void sign()}
          >
            {isToReview ? sayReview("send") : say(amends === null ? "sign" : "amendSign")} <kbd>Ctrl ↵</kbd>
          </Button>
        </div>
      </footer>
      {askingInfo && infoAction && (
        <ActionDialog
          caseId={shown.id}
          action={infoAction}
          colour={shown.colour}
          critical={shown.critical}
          onClose={() => setAskingInfo(false)}
          onSend={async answers => {
            await postJson(`/api/consultations/${shown.id}/info-requests`, { ...answers, version: shown.version });
            setAskingInfo(false);
            onChanged();
          }}
        />
      )}
    </section>
  );

  function missingText(each: Missing): string {
    if (each.labels) return labelOf(each.labels, each.code);
    if (each.code.startsWith("answers.")) return say("answerTo", { n: each.code.slice("answers.".length) });
    if (each.code === "impression" || each.code === "certainty" || each.code === "advice") return say(each.code);
    return each.code === "actionCard.doNow" ? reportWordsDoNow() : each.code;
  }
}

/** Why a report has no form to fill yet: its draft or its template did not come. */
export function failedOf(report: ReportState, template: Data<ReportTemplate>): ReportPaneProps["failed"] {
  if (report.body === null) return report.problem && { problem: report.problem, again: report.reload };
  return template.problem && { problem: template.problem, again: template.refetch };
}

/** What the hub has is the way on: somebody saved it later, or a reviewer agreed with it. */
const theirsHelps = (problem: Problem): boolean =>
  problem.code === "version_conflict" || problem.code === "reviewed_differs";

function reportWordsDoNow(): string {
  return labelOf(
    {
      en: reportWords.all.en.doNow,
      zh: reportWords.all.zh.doNow,
      ru: reportWords.all.ru.doNow,
      kk: reportWords.all.kk.doNow,
    },
    "doNow",
  );
}

/** The hub names what is missing with objects, or with bare codes where it has no more to say. */
function asMissing(list: readonly unknown[] | undefined): readonly Missing[] {
  return (list ?? []).map(each => (typeof each === "string" ? { code: each, section: null } : (each as Missing)));
}

function focusField(missing: Missing | undefined): void {
  if (missing === undefined) return;
  const element = document.getElementById(fieldId(missing.code.replace(/\.wrong$/, "")));
  element?.scrollIntoView({ block: "center", behavior: "smooth" });
  const control = element?.matches("input, textarea, select, button")
    ? element
    : element?.querySelector<HTMLElement>("input, textarea, select, button");
  control?.focus({ preventScroll: true });
}
