import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../../platform/api";
import { useData } from "../../platform/data";
import { showMoment } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { problemText, ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import { toast } from "../../ui/Toast";
import { uiWords } from "../../ui/words";
import { imageProblem } from "./problems";
import type { Conflict, Decision } from "./types";
import { imageWords } from "./words";

// The hub decides about a part of a large study at once; what is left is asked for until nothing is.
const roundsAtMost = 50;

/** What contradicts the store, and the three ways out. */
export function Conflicts(): VNode {
  const say = useWords(imageWords);
  const sayUi = useWords(uiWords);
  const conflicts = useData<readonly Conflict[]>("/api/conflicting-images");
  const [busyId, setBusyId] = useState<string | null>(null);
  const [replacing, setReplacing] = useState<Conflict | null>(null);
  const decide = async (conflict: Conflict, decision: Decision) => {
    setReplacing(null);
    setBusyId(conflict.id);
    try {
      toast(say("decided", { count: await decideAll(conflict, decision) }));
    } catch (error) {
      const { title, text } = problemText(imageProblem(error));
      toast(`${title} ${text}`, { look: "red" });
    }
    setBusyId(null);
    conflicts.refetch();
  };
  if (conflicts.problem) return <ProblemNote problem={conflicts.problem} onRetry={conflicts.refetch} />;
  if (conflicts.value === null) return <Skeleton lines={6} heightPx={32} />;
  if (conflicts.value.length === 0)
    return (
      <p class="row quiet">
        <Icon name="check" />
        {say("noConflicts")}
      </p>
    );
  return (
    <>
      <p class="note yellow">
        <Icon name="info" />
        <span class="body">{say("conflictHint")}</span>
      </p>
      <Table<Conflict>
        label={say("conflicts")}
        rows={[...conflicts.value]}
        keyOf={row => row.id}
        columns={[
          { key: "why", head: say("why"), cell: row => <span class="strong">{say(row.reason)}</span> },
          { key: "facility", head: say("facility"), cell: row => row.facilityName },
          {
            key: "images",
            head: say("images"),
            cell: row => <span class="nowrap">{`${row.modalities.join(" ")} · ${row.instanceCount}`}</span>,
          },
          { key: "study", head: say("study"), cell: row => <span class="mono small">{row.studyUid}</span> },
          { key: "when", head: say("arrived"), cell: row => <span class="nowrap quiet">{showMoment(row.lastAt)}</span> },
          {
            key: "do",
            head: "",
            cell: row => (
              <span class="row wrap">
                <Button size="small" busy={busyId === row.id} onClick={() => void decide(row, "keep")}>{say("keep")}</Button>
                {row.reason === "other_bytes" && (
                  <Button size="small" busy={busyId === row.id} onClick={() => setReplacing(row)}>{say("replace")}</Button>
                )}
                <Button size="small" busy={busyId === row.id} onClick={() => void decide(row, "keep_both")}>
                  {say("keep_both")}
                </Button>
              </span>
            ),
          },
        ]}
      />
      {replacing && (
        <Dialog
          title={say("replaceTitle")}
          onClose={() => setReplacing(null)}
          onSubmit={() => void decide(replacing, "replace")}
          foot={
            <>
              <Button onClick={() => setReplacing(null)}>{sayUi("cancel")}</Button>
              <Button type="submit" look="primary">{say("replace")}</Button>
            </>
          }
        >
          <p>{say("replaceText", { count: replacing.instanceCount })}</p>
        </Dialog>
      )}
    </>
  );
}

async function decideAll(conflict: Conflict, decision: Decision): Promise<number> {
  let count = 0;
  for (let round = 0; round < roundsAtMost; round++) {
    const { decided, left } = await postJson<{ readonly decided: number; readonly left: number }>(
      `/api/conflicting-images/${conflict.id}/decision`,
      { decision },
    );
    count += decided;
    if (left === 0 || decided === 0) break;
  }
  return count;
}
