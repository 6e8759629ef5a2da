import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useAgain } from "../platform/again";
import { postJson } from "../platform/api";
import { useCatalogue } from "../platform/catalogue";
import { useData } from "../platform/data";
import { asProblem, type Problem } from "../platform/problem";
import { useParameter } from "../platform/router";
import { useSession } from "../platform/session";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { AfterRoom } from "./AfterRoom";
import { Call } from "./call";
import { doorWords } from "./doorWords";
import { LeftRoom } from "./LeftRoom";
import { LiveRoom } from "./LiveRoom";
import { Lobby } from "./Lobby";
import { Media } from "./media";
import { Ready } from "./Ready";
import "./rooms.css";
import { RoomSession } from "./roomSession";
import { endedStates, type Room } from "./types";
import { titleOf } from "./titleOf";
import { roomWords } from "./words";

/** A room from the door to the note: waiting, getting ready, being in it, and what is owed afterwards. */
export default function RoomPage(): VNode | null {
  const id = useParameter("id");
  const personId = useSession()?.person.id;
  const sayDoor = useWords(doorWords);
  const found = useData<Room>(`/api/rooms/${id}`, `room:${id}`);
  useCatalogue();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [arrived, setArrived] = useState(false);
  const asked = useRef("");
  const isOver = found.value !== null && endedStates.has(found.value.state);
  const arrive = () =>
    void postJson<Room>(`/api/rooms/${id}/arrival`).then(
      room => {
        found.set(room);
        setProblem(null);
        setArrived(true);
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
  useEffect(() => {
    if (found.value === null || isOver || asked.current === id) return;
    asked.current = id;
    setProblem(null);
    arrive();
  }, [id, found.value === null, isOver]);
  useAgain(problem?.mayPass && !isOver ? problem : null, arrive);

  const failed = problem ?? found.problem;
  if (found.value === null || personId === undefined)
    return (
      <div class="page">
        {failed ? <ProblemNote problem={failed} onRetry={found.refetch} /> : <Skeleton lines={6} heightPx={32} />}
      </div>
    );
  const owedId = problem?.code === "note_owed" ? problem.body["roomId"] : undefined;
  if (typeof owedId === "string" && owedId !== id)
    return (
      <Empty icon="pen" title={sayDoor("noteOwed")}>
        <Button look="primary" to={`/room/${owedId}`}>
          {sayDoor("writeNote")}
        </Button>
      </Empty>
    );
  if (problem !== null)
    return (
      <div class="page">
        <ProblemNote problem={problem} onRetry={arrive} />
      </div>
    );
  if (isOver) return <AfterRoom room={found.value} onChanged={found.refetch} />;
  if (!arrived)
    return (
      <div class="page">
        <Skeleton lines={6} heightPx={32} />
      </div>
    );
  switch (found.value.place.state) {
    case "admitted":
    case "left":
      return <Inside key={id} first={found.value} personId={personId} onOver={found.refetch} />;
    case "removed":
    case "declined":
      return <LeftRoom reason={found.value.place.state} room={found.value} />;
    case "invited":
    case "waiting":
    case "none":
      return <Lobby room={found.value} onChanged={found.refetch} />;
  }
}

const enteredKey = (roomId: string) => `telemed.entered.${roomId}`;

interface InsideProps {
  readonly first: Room;
  readonly personId: string;
  readonly onOver: () => void;
}

/** Admitted: first the test of the devices, then the room itself. A reload in mid-call goes straight back in. */
function Inside({ first, personId, onOver }: InsideProps): VNode {
  const say = useWords(roomWords);
  const { session, media, call } = useMemo(() => {
    const made = new RoomSession(first, personId);
    const devices = new Media();
    return { session: made, media: devices, call: new Call(made, personId, devices) };
  }, [first.id, personId]);
  const room = useStore(session.room);
  const presence = useStore(session.presence);
  const [isStarted, setIsStarted] = useState(false);

  const enter = async (byPhone = false) => {
    setIsStarted(true);
    if (byPhone) {
      media.close();
      call.limit("phone");
    }
    const kept = sessionStorage.getItem(enteredKey(first.id));
    const wishes = kept === null ? null : (JSON.parse(kept) as { microphone: boolean; camera: boolean });
    if (!byPhone && wishes !== null && media.state.get().stream === null) void media.open(wishes.microphone, wishes.camera);
    await session.enter();
    await call.start();
  };
  useEffect(() => {
    document.title = `${titleOf(first, say)} · Telemed`;
    if (sessionStorage.getItem(enteredKey(first.id)) !== null) void enter();
    return () => {
      call.stop();
      void session.leave();
    };
  }, [session]);
  useEffect(() => {
    if (presence.kind === "in") {
      const keep = () => {
        const { microphone, camera } = media.state.get();
        sessionStorage.setItem(enteredKey(first.id), JSON.stringify({ microphone, camera }));
      };
      keep();
      return media.state.watch(keep);
    }
    if (presence.kind === "left") {
      sessionStorage.removeItem(enteredKey(first.id));
      call.stop();
    }
    return undefined;
  }, [presence.kind]);
  const isOver = endedStates.has(room.state);
  useEffect(() => {
    if (!isOver) return;
    call.stop();
    session.stop();
    sessionStorage.removeItem(enteredKey(first.id));
    onOver();
  }, [isOver]);

  if (!isStarted)
    return (
      <Ready
        room={room}
        media={media}
        onRoom={next => session.room.set(next)}
        onEnter={() => void enter()}
        onPhone={() => void enter(true)}
      />
    );
  if (presence.kind === "left") return <LeftRoom reason={presence.reason} room={room} />;
  return (
    <LiveRoom
      session={session}
      call={call}
      personId={personId}
      onLeave={() => {
        call.stop();
        void session.leave();
      }}
    />
  );
}
