import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { asProblem, type Problem } from "../platform/problem";
import { navigate } from "../platform/router";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments } from "../ui/Select";
import { uiWords } from "../ui/words";
import type { Room } from "./types";
import { roomWords } from "./words";

const kinds = ["round", "class"] as const;
const longestTitle = 200;

/** A room without a case: a ward round or a class. People are invited from inside it. */
export function NewRoomDialog({ onClose }: { readonly onClose: () => void }): VNode {
  const say = useWords(roomWords);
  const sayUi = useWords(uiWords);
  const [kind, setKind] = useState<(typeof kinds)[number]>("round");
  const [title, setTitle] = useState("");
  const [plannedAt, setPlannedAt] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const open = async () => {
    setBusy(true);
    try {
      const at = plannedAt === "" ? {} : { plannedAt: new Date(plannedAt).toISOString() };
      const room = await postJson<Room>("/api/rooms", { kind, title: title.trim(), ...at });
      navigate(`/room/${room.id}`);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={say("newRoom")}
      onClose={onClose}
      onSubmit={() => void open()}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={title.trim() === ""}>
            {say("newRoom")}
          </Button>
        </>
      }
    >
      <Segments
        label={say("newRoom")}
        value={kind}
        onChange={setKind}
        choices={kinds.map(value => ({ value, label: say(`kind_${value}`) }))}
      />
      <TextField
        label={say("roomTitle")}
        value={title}
        onInput={setTitle}
        maxLength={longestTitle}
        required
        autofocus
      />
      <TextField label={say("plannedAt")} value={plannedAt} onInput={setPlannedAt} type="datetime-local" />
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}
