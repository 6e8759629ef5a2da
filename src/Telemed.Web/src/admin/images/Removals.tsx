import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../../platform/api";
import { useData } from "../../platform/data";
import { showMoment } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { problemText, ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import { toast } from "../../ui/Toast";
import { imageProblem } from "./problems";
import type { Removal } from "./types";
import { imageWords } from "./words";

// Not a person's words: the reason of images that gave way to another version of them.
const anotherVersion = "another_version";

/** What was taken out of sight, each with its way back. */
export function Removals(): VNode {
  const say = useWords(imageWords);
  const removals = useData<readonly Removal[]>("/api/removed-images");
  const [busyId, setBusyId] = useState<string | null>(null);
  const restore = async (removal: Removal) => {
    setBusyId(removal.id);
    try {
      const { restored, sentAgain } = await postJson<{ readonly restored: number; readonly sentAgain: number }>(
        `/api/removed-images/${removal.id}/restoration`,
      );
      toast(sentAgain > 0 ? say("restoredSome", { count: restored, again: sentAgain }) : say("restored", { count: restored }));
    } catch (error) {
      const { title, text } = problemText(imageProblem(error));
      toast(`${title} ${text}`, { look: "red" });
    }
    setBusyId(null);
    removals.refetch();
  };
  if (removals.problem) return <ProblemNote problem={removals.problem} onRetry={removals.refetch} />;
  if (removals.value === null) return <Skeleton lines={6} heightPx={32} />;
  if (removals.value.length === 0)
    return (
      <p class="row quiet">
        <Icon name="check" />
        {say("noRemovals")}
      </p>
    );
  return (
    <Table<Removal>
      label={say("removals")}
      rows={[...removals.value]}
      keyOf={row => row.id}
      columns={[
        { key: "facility", head: say("facility"), cell: row => row.facilityName },
        {
          key: "images",
          head: say("images"),
          cell: row => <span class="nowrap">{`${row.modalities.join(" ")} · ${row.instanceCount}`}</span>,
        },
        { key: "study", head: say("study"), cell: row => <span class="mono small">{row.studyUid}</span> },
        { key: "why", head: say("why"), cell: row => (row.reason === anotherVersion ? say("anotherVersion") : row.reason) },
        { key: "who", head: say("removedBy"), cell: row => row.removedBy ?? say("somebody") },
        {
          key: "when",
          head: say("removedAt"),
          cell: row => <span class="nowrap quiet">{showMoment(row.removedAt)}</span>,
        },
        {
          key: "do",
          head: "",
          cell: row => (
            <Button size="small" icon="undo" busy={busyId === row.id} onClick={() => void restore(row)}>
              {say("restore")}
            </Button>
          ),
        },
      ]}
    />
  );
}
