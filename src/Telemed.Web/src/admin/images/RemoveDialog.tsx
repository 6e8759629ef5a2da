import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { deleteJson } from "../../platform/api";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { ProblemNote } from "../../ui/ProblemNote";
import { toast } from "../../ui/Toast";
import { uiWords } from "../../ui/words";
import { useSave } from "../useSave";
import { imageProblem } from "./problems";
import { imageWords } from "./words";

const uidLimitChars = 64;
const reasonLimitChars = 500;

/** Takes a study out of sight by its UID: no patient is named here. */
export function RemoveDialog({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }): VNode {
  const say = useWords(imageWords);
  const sayUi = useWords(uiWords);
  const [uid, setUid] = useState("");
  const [reason, setReason] = useState("");
  const save = useSave();
  const isComplete = /^[0-9.]+$/.test(uid.trim()) && reason.trim() !== "";
  const send = () =>
    save.run(async () => {
      const why = new URLSearchParams({ reason: reason.trim() });
      await deleteJson(`/dicom-web/studies/${uid.trim()}?${why.toString()}`).catch((error: unknown) => {
        throw imageProblem(error);
      });
      toast(say("removed"));
      onDone();
    });
  return (
    <Dialog
      title={say("remove")}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look="danger" busy={save.busy} disabled={!isComplete}>{say("remove")}</Button>
        </>
      }
    >
      <p class="quiet">{say("removeText")}</p>
      <TextField
        label={say("studyUid")} hint={say("studyUidHint")} value={uid} onInput={setUid} maxLength={uidLimitChars} autofocus
        required
      />
      <TextField label={say("reason")} value={reason} onInput={setReason} maxLength={reasonLimitChars} rows={2} required />
      {save.problem && <ProblemNote problem={save.problem} />}
    </Dialog>
  );
}
