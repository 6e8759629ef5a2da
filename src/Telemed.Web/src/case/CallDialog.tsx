import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { useOnce } from "../platform/once";
import { asProblem, type Problem } from "../platform/problem";
import { nowMs } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments } from "../ui/Select";
import { frozenWords } from "./frozenWords";

interface CallDialogProps {
  readonly caseId: string;
  readonly name: string;
  readonly onClose: () => void;
  /** Who heard the answer, or null when nobody did; and when. */
  readonly onSaved: (toldTo: string | null, at: string) => void;
}

const outcomes = ["told", "no_answer", "wrong_number"] as const;
type Outcome = (typeof outcomes)[number];

/** Keeps a call: who heard what, or that nobody answered. */
export function CallDialog({ caseId, name, onClose, onSaved }: CallDialogProps): VNode {
  const say = useWords(frozenWords);
  const [outcome, setOutcome] = useState<Outcome>("told");
  const [toldTo, setToldTo] = useState(name);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const once = useOnce();
  const isTold = outcome === "told";
  const ready = !isTold || (toldTo.trim() !== "" && said.trim() !== "");
  const save = async () => {
    if (!ready || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const body = { outcome, toldTo: isTold ? toldTo.trim() : null, said: isTold ? said.trim() : null };
      await once(body, headers => postJson(`/api/consultations/${caseId}/phone-back`, body, undefined, headers));
      onSaved(isTold ? toldTo.trim() : null, new Date(nowMs()).toISOString());
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={say("recordCall")}
      onClose={onClose}
      onSubmit={() => void save()}
      foot={
        <>
          <Button onClick={onClose}>{say("cancel")}</Button>
          <Button type="submit" look="primary" disabled={!ready} busy={busy}>{say("save")}</Button>
        </>
      }
    >
      <Segments<Outcome>
        label={say("outcome")}
        value={outcome}
        onChange={setOutcome}
        choices={outcomes.map(value => ({ value, label: say(value) }))}
      />
      {isTold && <TextField label={say("toldTo")} value={toldTo} maxLength={120} onInput={setToldTo} />}
      {isTold && <TextField label={say("said")} rows={2} value={said} maxLength={1_000} onInput={setSaid} autofocus />}
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}
