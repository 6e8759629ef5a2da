import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useSave } from "../admin/useSave";
import { postJson } from "../platform/api";
import { showDateTime } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { ProblemNote } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import { uiWords } from "../ui/words";
import { holdWords } from "./holdWords";
import type { LegalHold } from "./types";

const reasonLimitChars = 500;

/** The hold that has not been released; `null` also when this person does not manage the patient's holds. */
export const openHold = (holds: readonly LegalHold[] | null): LegalHold | null =>
  holds?.find(hold => hold.releasedAt === null) ?? null;

/** Says that nothing of the patient can be taken away; who set the hold and why only to those who manage holds. */
export function HoldBand({
  since,
  holds,
  onRelease,
}: {
  readonly since: string | null;
  /** Null for whoever does not manage this patient's holds. */
  readonly holds: readonly LegalHold[] | null;
  readonly onRelease: () => void;
}): VNode | null {
  const say = useWords(holdWords);
  const open = openHold(holds);
  const heldSince = holds === null ? since : (open?.setAt ?? null);
  const earlier = holds?.filter(hold => hold.releasedAt !== null) ?? [];
  if (heldSince === null && earlier.length === 0) return null;
  return (
    <>
      {heldSince !== null && (
        <section class="note accent" aria-label={say("heldSince", { when: showDateTime(heldSince) })}>
          <Icon name="lock" />
          <div class="body column grow hold-words">
            <div>
              <p class="strong">{say("heldSince", { when: showDateTime(heldSince) })}</p>
              {open === null ? (
                <p>{say("heldText")}</p>
              ) : (
                <>
                  <p class="quiet small">{say("setBy", { name: open.setBy })}</p>
                  <p>{open.reason}</p>
                </>
              )}
            </div>
            {open !== null && (
              <div>
                <Button size="small" onClick={onRelease}>
                  {say("release")}
                </Button>
              </div>
            )}
          </div>
        </section>
      )}
      {earlier.length > 0 && <EarlierHolds holds={earlier} />}
    </>
  );
}

function EarlierHolds({ holds }: { readonly holds: readonly LegalHold[] }): VNode {
  const say = useWords(holdWords);
  return (
    <details class="small hold-words">
      <summary>{say("earlier", { count: holds.length })}</summary>
      <ul class="column">
        {holds.map(hold => (
          <li key={hold.id}>
            <p>
              <span class="quiet">{say("setLine", { when: showDateTime(hold.setAt), name: hold.setBy })}</span>{" "}
              {hold.reason}
            </p>
            {hold.releasedAt !== null && (
              <p>
                <span class="quiet">
                  {say("releasedLine", { when: showDateTime(hold.releasedAt), name: hold.releasedBy ?? "" })}
                </span>{" "}
                {hold.releaseReason}
              </p>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Asks why a hold is set or, with one that lies on the patient, why it is released. */
export function HoldDialog({
  patientId,
  hold,
  onClose,
  onDone,
}: {
  readonly patientId: string;
  readonly hold: LegalHold | null;
  readonly onClose: () => void;
  readonly onDone: (holds: readonly LegalHold[]) => void;
}): VNode {
  const say = useWords(holdWords);
  const sayUi = useWords(uiWords);
  const [reason, setReason] = useState("");
  const save = useSave();
  const title = say(hold === null ? "setHold" : "release");
  const address = `/api/patients/${patientId}/holds${hold === null ? "" : `/${hold.id}/release`}`;
  const send = () =>
    save.run(async () => {
      const holds = await postJson<readonly LegalHold[]>(address, { reason: reason.trim() });
      toast(say(hold === null ? "set" : "released"));
      onDone(holds);
    });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look="primary" busy={save.busy} disabled={reason.trim() === ""}>
            {title}
          </Button>
        </>
      }
    >
      <p class="quiet">{say(hold === null ? "setText" : "releaseText")}</p>
      <TextField
        label={say("reason")}
        hint={say(hold === null ? "setReasonHint" : "releaseReasonHint")}
        value={reason}
        onInput={setReason}
        maxLength={reasonLimitChars}
        rows={3}
        autofocus
        required
      />
      {save.problem && <ProblemNote problem={save.problem} />}
    </Dialog>
  );
}
