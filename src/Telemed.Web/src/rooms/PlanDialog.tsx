import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { uiWords } from "../ui/words";
import { doorWords } from "./doorWords";

interface PlanDialogProps {
  /** Given the slot as an ISO moment. */
  readonly onPlan: (plannedAt: string) => void;
  readonly onClose: () => void;
}

/** A slot for a room about a case; the other side is told, and both test their line before it. */
export function PlanDialog({ onPlan, onClose }: PlanDialogProps): VNode {
  const say = useWords(doorWords);
  const sayUi = useWords(uiWords);
  const [at, setAt] = useState("");
  return (
    <Dialog
      title={say("planRoom")}
      onClose={onClose}
      onSubmit={() => {
        onClose();
        onPlan(new Date(at).toISOString());
      }}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look="primary" disabled={at === ""}>
            {say("planRoom")}
          </Button>
        </>
      }
    >
      <p>{say("planText")}</p>
      <TextField label={say("planAt")} value={at} onInput={setAt} type="datetime-local" required autofocus />
    </Dialog>
  );
}
