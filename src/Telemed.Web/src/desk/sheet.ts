import type { Colour } from "../platform/catalogue";

/** What a coordinator does with a case from any list. "call" telephones; the others change the case at the hub. */
export type SheetAction = "triage" | "routing" | "reassignment" | "colour" | "return" | "rejection" | "call";

/** In the order of the tabs. */
export const sheetActions: readonly SheetAction[] = [
  "triage",
  "routing",
  "reassignment",
  "call",
  "colour",
  "return",
  "rejection",
];

export interface SheetAnswers {
  readonly colour: Colour;
  readonly serviceCode: string;
  /** "" stands for whoever is free first. */
  readonly performerFacilityId: string;
  readonly personId: string;
  readonly reason: string;
  readonly advice: string;
}

/** The tabs that are open for a case: what the hub allows now, and the telephone always. */
export function actionsFor(allowed: readonly string[]): readonly SheetAction[] {
  return sheetActions.filter(action => action === "call" || allowed.includes(action));
}

/** The request an action sends; null while something that must be said is missing. */
export function requestOf(
  action: SheetAction,
  answers: SheetAnswers,
  version: number,
): { readonly path: string; readonly body: Readonly<Record<string, unknown>> } | null {
  const facility = answers.performerFacilityId === "" ? {} : { performerFacilityId: answers.performerFacilityId };
  switch (action) {
    case "triage":
      return {
        path: "triage",
        body: { version, colour: answers.colour, serviceCode: answers.serviceCode, ...facility },
      };
    case "routing":
      return { path: "routing", body: { version, ...facility } };
    case "reassignment":
      return answers.personId === "" || answers.reason === ""
        ? null
        : { path: "reassignment", body: { version, personId: answers.personId, reason: answers.reason } };
    case "colour":
      return answers.reason === ""
        ? null
        : { path: "colour", body: { version, colour: answers.colour, reason: answers.reason } };
    case "return":
    case "rejection":
      return answers.reason === "" || answers.advice.trim() === ""
        ? null
        : { path: action, body: { version, reason: answers.reason, advice: answers.advice.trim() } };
    case "call":
      return null;
  }
}

/** The list of the catalogue from which an action's reason is chosen; null where it asks none. */
export function reasonListOf(action: SheetAction): string | null {
  switch (action) {
    case "reassignment":
      return "reassign_reason";
    case "colour":
      return "colour_reason";
    case "return":
      return "return_reason";
    case "rejection":
      return "reject_reason";
    case "triage":
    case "routing":
    case "call":
      return null;
  }
}

const remedyActions: Readonly<Record<string, SheetAction>> = {
  reassign: "reassignment",
  reassignment: "reassignment",
  route: "routing",
  routing: "routing",
  widen: "routing",
  call: "call",
  call_reader: "call",
  call_chief: "call",
  call_sender: "call",
  triage: "triage",
  return: "return",
  colour: "colour",
};

/** What a remedy of the hub opens; a remedy this page does not know is left out rather than shown as a code. */
export function actionOfRemedy(remedy: string): SheetAction | null {
  return remedyActions[remedy] ?? null;
}
