import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Case } from "../case/types";
import { postJson } from "../platform/api";
import { useData } from "../platform/data";
import { useKeys } from "../platform/keys";
import { asProblem } from "../platform/problem";
import { navigate } from "../platform/router";
import { useSession } from "../platform/session";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { problemText } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import { doorWords } from "./doorWords";
import { PlanDialog } from "./PlanDialog";
import { endedStates, type Room, type RoomRow } from "./types";

const over = new Set(["draft", "cancelled", "rejected", "closed", "expired"]);

/** Begins a room about a case, or goes into the one that is open. Red rings the people on call, one after the other. */
export function RoomButton({ shown, small }: { readonly shown: Case; readonly small?: boolean }): VNode | null {
  const say = useWords(doorWords);
  const rooms = useData<{ items: readonly RoomRow[] }>(
    `/api/rooms?view=case&consultationId=${shown.id}`,
    `consultation:${shown.id}`,
    "rooms",
  );
  const personId = useSession()?.person.id;
  const [busy, setBusy] = useState(false);
  const isBeginning = useRef(false);
  const [planning, setPlanning] = useState(false);
  const all = rooms.value?.items ?? [];
  const open = all.find(row => !endedStates.has(row.state));
  const owed = all.find(row => row.state === "note_due" && row.specialist?.id === personId);
  const begin = async (url: string, body: object) => {
    // A button and its key together must not make two rooms, nor ring twice.
    if (isBeginning.current) return;
    isBeginning.current = true;
    setBusy(true);
    try {
      const room = await postJson<Room>(url, body);
      navigate(`/room/${room.id}`);
    } catch (error) {
      const problem = asProblem(error);
      const roomId = problem.body["roomId"];
      if (problem.code === "note_owed" && typeof roomId === "string") {
        toast(say("noteOwed"), { look: "red" });
        navigate(`/room/${roomId}`);
        return;
      }
      const { title, text } = problemText(problem);
      toast(problem.code === "nobody_on_call" ? say("nobodyOnCall") : `${title} ${text}`, { look: "red" });
    } finally {
      isBeginning.current = false;
      setBusy(false);
    }
  };
  const start = () =>
    open ? navigate(`/room/${open.id}`) : void begin("/api/rooms", { consultationId: shown.id, kind: "consult" });
  const isOver = over.has(shown.state);
  useKeys(isOver ? [] : [{ press: "Alt+M", says: say("startRoom"), run: start, whileTyping: true }]);
  if (isOver && !open && !owed) return null;
  const size = small ? "small" : undefined;
  return (
    <>
      {owed && (
        <Button size={size} look="primary" icon="pen" to={`/room/${owed.id}`}>
          {say("writeNote")}
        </Button>
      )}
      {!isOver && (
        <Button size={size} look={open ? "primary" : undefined} icon="video" busy={busy} onClick={start}>
          {say(open ? "toRoom" : "startRoom")}
        </Button>
      )}
      {!isOver && !open && shown.colour !== "red" && !small && (
        <Button size={size} icon="clock" onClick={() => setPlanning(true)}>
          {say("planRoom")}
        </Button>
      )}
      {planning && (
        <PlanDialog
          onPlan={plannedAt => void begin("/api/rooms", { consultationId: shown.id, kind: "consult", plannedAt })}
          onClose={() => setPlanning(false)}
        />
      )}
      {!isOver && (!open || open.colour !== "red") && shown.colour === "red" && !small && (
        <Button
          size={size}
          look="danger"
          icon="phone"
          busy={busy}
          onClick={() => void begin(`/api/consultations/${shown.id}/red-call`, {})}
        >
          {say("redCall")}
        </Button>
      )}
    </>
  );
}
