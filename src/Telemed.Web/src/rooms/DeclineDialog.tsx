import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { asProblem } from "../platform/problem";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { problemText } from "../ui/ProblemNote";
import { Segments } from "../ui/Select";
import { toast } from "../ui/Toast";
import { uiWords } from "../ui/words";
import { doorWords } from "./doorWords";

const reasons = ["busy", "off_duty", "not_mine", "other"] as const;

interface DeclineDialogProps {
  readonly roomId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Says no to a call, with the reason; the next one in the chain is then called. */
export function DeclineDialog({ roomId, onClose, onDone }: DeclineDialogProps): VNode {
  const say = useWords(doorWords);
  const sayUi = useWords(uiWords);
  const [reason, setReason] = useState<(typeof reasons)[number]>("busy");
  const [busy, setBusy] = useState(false);
  const send = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await postJson(`/api/rooms/${roomId}/decline`, { reason });
      onClose();
      onDone();
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={say("decline")}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {say("decline")}
          </Button>
        </>
      }
    >
      <p>{say("declineText")}</p>
      <Segments
        label={say("reason")}
        value={reason}
        onChange={setReason}
        choices={reasons.map(value => ({ value, label: say(`decline_${value}`) }))}
      />
    </Dialog>
  );
}
