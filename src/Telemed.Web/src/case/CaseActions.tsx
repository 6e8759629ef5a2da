import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { withFresh } from "../platform/fresh";
import { asProblem } from "../platform/problem";
import { navigate } from "../platform/router";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { problemText } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import { ActionDialog } from "./ActionDialog";
import { actions, bodyOf, type Action, type Answers } from "./actions";
import { actionWords } from "./actionWords";
import { isReviewReason, reviewWords } from "./reviewWords";
import type { Case } from "./types";
import { caseWords } from "./words";

interface CaseActionsProps {
  readonly shown: Case;
  readonly onChanged: () => void;
  /** Leaves out what the page offers in another place. */
  readonly except?: readonly string[];
  readonly small?: boolean;
}

const readingStates = new Set([
  "claimed",
  "reading",
  "drafted",
  "second_opinion",
  "info_requested",
  "review_pending",
  "reviewed",
]);

/** The buttons of what the person may do with the case now. The hub decides which; nothing is offered in vain. */
export function CaseActions({ shown, onChanged, except = [], small }: CaseActionsProps): VNode {
  const say = useWords(actionWords);
  const sayCase = useWords(caseWords);
  const sayReview = useWords(reviewWords);
  const [open, setOpen] = useState<Action | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  // The colour steers who reads first; once there is an answer it steers nothing.
  const isAnswered = shown.reports.some(report => report.signedAt !== null);
  const offered = actions.filter(
    action =>
      shown.allowed.includes(action.command) &&
      !except.includes(action.command) &&
      !(isAnswered && action.command === "colour") &&
      // A draft is sent from its own page, where everything missing is listed.
      !(shown.state === "draft" && action.command === "submission"),
  );
  const size = small ? "small" : undefined;

  const send = async (action: Action, answers: Answers) => {
    const key = crypto.randomUUID();
    const post = (headers: Readonly<Record<string, string>>) =>
      postJson<{ readonly id?: string } | undefined>(
        urlOf(action, shown),
        bodyOf(action, answers, shown.version),
        undefined,
        { "Idempotency-Key": key, ...headers },
      );
    let answer: { readonly id?: string } | undefined;
    try {
      answer = await (action.needsFresh ? withFresh(post) : post({}));
    } catch (error) {
      if (asProblem(error).code === "version_conflict") onChanged(); // show what it has become
      throw error;
    }
    setOpen(null);
    onChanged();
    if (action.command === "claim") navigate(`/case/${shown.id}/read`);
    else if (action.command === "copy" && answer?.id) navigate(`/new?id=${answer.id}`);
    else toast(say("done"));
  };
  const press = async (action: Action) => {
    if (action.parts.length > 0 && !(action.command === "acknowledgement" && !shown.critical)) {
      setOpen(action);
      return;
    }
    setBusy(action.command);
    try {
      await send(action, {});
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
    } finally {
      setBusy(null);
    }
  };
  const canRead =
    !except.includes("opening") &&
    readingStates.has(shown.state) &&
    ["opening", "report_draft", "signature"].some(command => shown.allowed.includes(command));
  const lastReport = shown.reports.findLast(report => report.signedAt !== null && report.kind !== "addendum");
  const canAmend = !except.includes("amendments") && shown.allowed.includes("amendments") && lastReport !== undefined;
  const nothing = offered.length === 0 && !canRead && !canAmend && shown.state !== "draft";
  return (
    <div class="row wrap" role="group">
      {shown.state === "draft" && shown.allowed.includes("edit") && (
        <Button look="primary" size={size} icon="pen" to={`/new?id=${shown.id}`}>
          {sayCase("editDraft")}
        </Button>
      )}
      {canRead && (
        <Button look="primary" size={size} icon="eye" to={`/case/${shown.id}/read`}>
          {sayCase(shown.state === "claimed" ? "read" : "continueReading")}
        </Button>
      )}
      {offered.map(action => (
        <Button
          key={action.command}
          size={size}
          look={action.look}
          busy={busy === action.command}
          onClick={() => void press(action)}
        >
          {say(action.word)}
        </Button>
      ))}
      {shown.allowed.includes("review") && isReviewReason(shown.reviewReason) && (
        <span class="quiet small">{sayReview(shown.reviewReason)}</span>
      )}
      {canAmend && (
        <Button size={size} icon="pen" to={`/case/${shown.id}/read?amend=${lastReport.id}`}>
          {say("amend")}
        </Button>
      )}
      {nothing && !small && <p class="quiet">{say("none")}</p>}
      {open && (
        <ActionDialog
          caseId={shown.id}
          action={open}
          colour={shown.colour}
          critical={shown.critical}
          onClose={() => setOpen(null)}
          onSend={answers => send(open, answers)}
        />
      )}
    </div>
  );
}

function urlOf(action: Action, shown: Case): string {
  return `/api/consultations/${shown.id}/${action.path}`;
}
