import type { Case } from "../case/types";

type Held = Pick<Case, "reader" | "state">;

const afterSigning = new Set(["signed", "delivered", "acknowledged", "acted", "amended", "addendum", "closed"]);

/** What was signed stays as it was signed; afterwards there is only amending. */
export const isAfterSigning = (state: string): boolean => afterSigning.has(state);

export const isHeldBy = (shown: Held, personId: string): boolean => shown.reader?.id === personId;

/** A queue also holds what waits for a judgement; only these are taken to be read. */
export const isToTake = (state: string): boolean => state === "queued" || state === "escalated";

/** Whether the person may lay marks and measurements on the files of a case now, as the hub judges it. */
export const isReadBy = (shown: Held, personId: string): boolean =>
  isHeldBy(shown, personId) && !isAfterSigning(shown.state);
