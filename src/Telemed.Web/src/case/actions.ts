import type { actionWords } from "./actionWords";

type ActionWord = Extract<keyof typeof actionWords.all.en, string>;

/** One thing an action asks before it is done. */
export type Part =
  | { readonly kind: "code"; readonly name: string; readonly list: string; readonly word: ActionWord }
  | { readonly kind: "codes"; readonly name: string; readonly list: string; readonly word: ActionWord }
  | {
      readonly kind: "text";
      readonly name: string;
      readonly word: ActionWord;
      readonly required: boolean;
      readonly onlyCritical?: boolean;
      readonly rows?: number;
    }
  | { readonly kind: "tick"; readonly name: string; readonly word: ActionWord }
  | { readonly kind: "colour"; readonly name: string }
  | { readonly kind: "facility"; readonly name: string; readonly word: ActionWord }
  | { readonly kind: "reader"; readonly name: string };

/** What a person may do with a case. The hub says which of them are allowed now; here is how each is asked and sent. */
export interface Action {
  readonly command: string;
  readonly path: string;
  readonly word: ActionWord;
  readonly parts: readonly Part[];
  readonly look?: "primary" | "danger";
  /** Done at once by its button, without a dialog, when it has no part that must be filled. */
  readonly needsFresh?: boolean;
}

const text = (name: string, word: ActionWord, required = true): Part => ({ kind: "text", name, word, required });
const code = (list: string, name = "reason", word: ActionWord = "reason"): Part => ({ kind: "code", name, list, word });

/** In the order in which the buttons stand. */
export const actions: readonly Action[] = [
  {
    command: "acknowledgement",
    path: "acknowledgement",
    word: "acknowledge",
    look: "primary",
    parts: [{ kind: "text", name: "readBack", word: "readBack", required: false, onlyCritical: true, rows: 1 }],
  },
  {
    command: "action",
    path: "action",
    word: "recordAction",
    look: "primary",
    parts: [code("action_taken", "code", "whatDone"), text("text", "details", false)],
  },
  { command: "submission", path: "submission", word: "sendAnyway", look: "primary", parts: [] },
  { command: "claim", path: "claim", word: "claim", look: "primary", parts: [] },
  {
    command: "info_requests",
    path: "info-requests",
    word: "requestInfo",
    parts: [{ kind: "codes", name: "codes", list: "info_reason", word: "whatMissing" }, text("text", "askText")],
  },
  {
    command: "triage",
    path: "triage",
    word: "triage",
    look: "primary",
    parts: [
      { kind: "colour", name: "colour" },
      { kind: "facility", name: "performerFacilityId", word: "toFacility" },
    ],
  },
  {
    command: "routing",
    path: "routing",
    word: "route",
    parts: [{ kind: "facility", name: "performerFacilityId", word: "toFacility" }],
  },
  {
    command: "reassignment",
    path: "reassignment",
    word: "reassign",
    parts: [{ kind: "reader", name: "personId" }, code("reassign_reason")],
  },
  {
    command: "colour",
    path: "colour",
    word: "changeColour",
    parts: [{ kind: "colour", name: "colour" }, code("colour_reason")],
  },
  {
    command: "second_opinion",
    path: "second-opinion",
    word: "secondOpinion",
    parts: [code("second_opinion_reason"), { kind: "tick", name: "blind", word: "blind" }],
  },
  { command: "addenda", path: "addenda", word: "addAddendum", needsFresh: true, parts: [text("text", "addendumText")] },
  { command: "release", path: "release", word: "release", parts: [code("release_reason")] },
  {
    command: "review",
    path: "review",
    word: "review",
    parts: [{ kind: "tick", name: "agree", word: "agree" }, text("comment", "comment", false)],
  },
  {
    command: "second_opinion_answer",
    path: "second-opinion-answer",
    word: "secondAnswer",
    parts: [{ kind: "tick", name: "agree", word: "agree" }, text("comment", "comment", false)],
  },
  {
    command: "second_opinion_reading",
    path: "second-opinion-reading",
    word: "ownReading",
    look: "primary",
    needsFresh: true,
    parts: [{ kind: "text", name: "text", word: "ownReadingText", required: true, rows: 6 }],
  },
  { command: "pause", path: "pause", word: "pauseClock", parts: [code("pause_reason")] },
  { command: "resumption", path: "resumption", word: "resumeClock", look: "primary", parts: [] },
  { command: "copy", path: "copy", word: "copy", look: "primary", parts: [] },
  {
    command: "return",
    path: "return",
    word: "return",
    look: "danger",
    parts: [code("return_reason"), text("advice", "advice")],
  },
  {
    command: "rejection",
    path: "rejection",
    word: "reject",
    look: "danger",
    parts: [code("reject_reason"), text("advice", "advice")],
  },
  {
    command: "reopening",
    path: "reopening",
    word: "reopen",
    parts: [code("reopen_reason"), text("text", "details", false)],
  },
  { command: "cancellation", path: "cancellation", word: "cancel", look: "danger", parts: [code("cancel_reason")] },
];

export type Answers = Readonly<Record<string, string | boolean | readonly string[]>>;

/** True when everything that must be filled in is. */
export function isComplete(action: Action, answers: Answers, critical: boolean): boolean {
  return action.parts.every(part => {
    const answer = answers[part.name];
    switch (part.kind) {
      case "code":
      case "reader":
        return typeof answer === "string" && answer !== "";
      case "codes":
        return Array.isArray(answer) && answer.length > 0;
      case "text":
        return (
          !part.required ||
          (part.onlyCritical === true && !critical) ||
          (typeof answer === "string" && answer.trim() !== "")
        );
      case "tick":
      case "colour":
      case "facility":
        return true; // each has an answer of its own when left alone
    }
  });
}

/** The body for the hub: what was left empty is left out. */
export function bodyOf(action: Action, answers: Answers, version: number): Readonly<Record<string, unknown>> {
  const filled = action.parts
    .map(part => [part.name, answers[part.name]] as const)
    .filter(([, value]) => value !== undefined && value !== "");
  const unticked = action.parts.filter(part => part.kind === "tick").map(part => [part.name, false] as const);
  return { version, ...Object.fromEntries(unticked), ...Object.fromEntries(filled) };
}
