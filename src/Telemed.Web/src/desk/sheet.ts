import type { Colour } from "../platform/catalogue";
import type { DeskRow, Named } from "./types";

/** What a coordinator does with a case from any list. "call" telephones; the others change the case at the hub. */
export type SheetAction =
  "triage" | "routing" | "reassignment" | "messages" | "colour" | "return" | "rejection" | "call";

/** Opens the sheet of a case, where it is wished on one of its tabs and with a reader already chosen. */
export type OnAct = (row: DeskRow, first?: SheetAction, reader?: Named) => void;

/** In the order of the tabs. */
export const sheetActions: readonly SheetAction[] = [
  "triage",
  "routing",
  "reassignment",
  "messages",
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
  /** Something speaks against the chosen reader; then the case is given only when that is confirmed. */
  readonly isWarned: boolean;
  readonly confirmed: boolean;
  readonly reason: string;
  readonly advice: string;
  readonly text: string;
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
      return answers.personId === "" || answers.reason === "" || (answers.isWarned && !answers.confirmed)
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
    case "messages":
      return answers.text.trim() === "" ? null : { path: "messages", body: { text: answers.text.trim() } };
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
    case "messages":
    case "call":
      return null;
  }
}

/** What a remedy of the hub opens; a remedy this page does not know is left out rather than shown as a code. */
export function actionOfRemedy(code: string): SheetAction | null {
  return sheetActions.find(action => action === code) ?? null;
}
