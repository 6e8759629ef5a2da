import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { asProblem, type Problem } from "../platform/problem";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import { uiWords } from "../ui/words";
import { snapshotWords } from "./snapshotWords";
import { takeSnapshot, type Taken } from "./snapshots";

interface SnapshotDialogProps {
  readonly caseId: string;
  readonly taken: Taken;
  readonly onClose: () => void;
}

/** Shows the picture as it will stand in the report and asks for its caption. */
export function SnapshotDialog({ caseId, taken, onClose }: SnapshotDialogProps): VNode {
  const say = useWords(snapshotWords);
  const sayUi = useWords(uiWords);
  const [caption, setCaption] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const url = useMemo(() => URL.createObjectURL(taken.png), [taken.png]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const save = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await takeSnapshot(caseId, taken, caption.trim());
      toast(say("taken"));
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={say("picture")}
      wide
      onClose={onClose}
      onSubmit={() => void save()}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look="primary" busy={busy}>{say("take")}</Button>
        </>
      }
    >
      <TextField label={say("caption")} value={caption} maxLength={300} onInput={setCaption} autofocus />
      <img class="snapshot-preview" src={url} alt={say("picture")} />
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}
