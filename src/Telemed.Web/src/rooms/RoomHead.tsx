import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { postJson, putJson } from "../platform/api";
import type { Case } from "../case/types";
import { asProblem } from "../platform/problem";
import { useStore } from "../platform/store";
import { useNow } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { problemText } from "../ui/ProblemNote";
import { Segments } from "../ui/Select";
import { toast } from "../ui/Toast";
import { uiWords } from "../ui/words";
import type { Call } from "./call";
import { InviteDialog } from "./InviteDialog";
import { LineMenu } from "./LineMenu";
import { OthersWait } from "./OthersWait";
import type { RoomSession } from "./roomSession";
import { StillDialog } from "./StillDialog";
import { isTaped, Tape } from "./tape";
import type { Room } from "./types";
import { titleOf } from "./titleOf";
import { roomWords } from "./words";

interface RoomHeadProps {
  readonly session: RoomSession;
  readonly call: Call;
  readonly personId: string;
  readonly shown: Case | null;
  readonly onLeave: () => void;
}

/** The bar of the room: whose case, how long already, one's devices, the line, and the ways out. */
export function RoomHead({ session, call, personId, shown, onLeave }: RoomHeadProps): VNode {
  const say = useWords(roomWords);
  const room = useStore(session.room);
  const own = useStore(call.media.state);
  const lines = useStore(session.lines);
  useEffect(() => {
    const tape = new Tape(session, call, personId);
    return () => tape.close();
  }, [session, call, personId]);
  const [open, setOpen] = useState<"end" | "invite" | "still" | null>(null);
  const me = room.people.find(person => person.personId === personId);
  const soft = room.timers.find(timer => timer.kind === "soft_limit");
  const rejoin = room.timers.find(timer => timer.kind === "rejoin");
  const mayTalk = me?.role !== "listener";
  return (
    <header class="room-bar">
      <ColourMark colour={room.colour} bare />
      <h1 class="cut">{shown?.patient.name ?? titleOf(room, say)}</h1>
      <span class={`badge ${room.state === "live" ? "green" : "yellow"}`}>
        {say(room.ladder === "phone" && room.state === "degraded" ? "step_phone" : `state_${room.state}`)}
      </span>
      {room.liveAt !== null && <Elapsed sinceAt={room.liveAt} />}
      {rejoin ? <Clock dueAt={rejoin.dueAt} /> : soft && <Clock dueAt={soft.dueAt} startedAt={room.liveAt} />}
      <OthersWait room={room} personId={personId} />
      {isTaped(room, lines) && (
        <span class="badge red">
          <Icon name="eye" tiny />
          {say("recordingOn")}
        </span>
      )}
      <span class="grow" />
      <div class="room-controls" role="toolbar" aria-label={say("controls")}>
        {mayTalk && (
          <>
            <Button
              size="small"
              icon="microphone"
              label={say(own.microphone ? "microphoneOn" : "microphoneOff")}
              pressed={own.microphone}
              onClick={() => void call.media.switch("microphone", !own.microphone)}
            />
            <Button
              size="small"
              icon="video"
              label={say(own.camera ? "cameraOn" : "cameraOff")}
              pressed={own.camera}
              onClick={() => void call.media.switch("camera", !own.camera)}
            />
            {room.consultationId !== null && (
              <Button size="small" icon="camera" label={say("still")} onClick={() => setOpen("still")} />
            )}
          </>
        )}
        <Button
          size="small"
          icon="hand"
          label={say(me?.handAt ? "lowerHand" : "raiseHand")}
          pressed={me?.handAt != null}
          onClick={() => void session.ask("Hand", me?.handAt == null)}
        />
        <LineMenu call={call} />
        {room.allowed.includes("invite") && (
          <Button size="small" icon="plus" label={say("invite")} onClick={() => setOpen("invite")} />
        )}
        {room.allowed.includes("recording") && room.consultationId !== null && room.consent?.recording && (
          <Button size="small" pressed={room.recording} onClick={() => void record(room, session)}>
            {say("record")}
          </Button>
        )}
        <Button size="small" icon="out" onClick={onLeave}>
          {say("leave")}
        </Button>
        {room.allowed.includes("end") && (
          <Button size="small" look="danger" onClick={() => setOpen("end")}>
            {say("end")}
          </Button>
        )}
      </div>
      {open === "end" && <EndDialog session={session} onClose={() => setOpen(null)} />}
      {open === "invite" && <InviteDialog session={session} onClose={() => setOpen(null)} />}
      {open === "still" && <StillDialog session={session} call={call} region={null} onClose={() => setOpen(null)} />}
    </header>
  );
}

async function record(room: Room, session: RoomSession): Promise<void> {
  try {
    session.room.set(await putJson<Room>(`/api/rooms/${room.id}/recording`, { on: !room.recording }));
  } catch (error) {
    const { title, text } = problemText(asProblem(error));
    toast(`${title} ${text}`, { look: "red" });
  }
}

function Elapsed({ sinceAt }: { readonly sinceAt: string }): VNode {
  const seconds = Math.max(0, Math.floor((useNow() - Date.parse(sinceAt)) / 1_000));
  const two = (value: number) => String(value).padStart(2, "0");
  return <span class="tabular quiet small">{`${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`}</span>;
}

const endReasons = ["done", "no_show", "tech_failure", "rescheduled", "cancelled"] as const;
const absent = ["sender", "specialist", "patient"] as const;

function EndDialog({ session, onClose }: { readonly session: RoomSession; readonly onClose: () => void }): VNode {
  const say = useWords(roomWords);
  const sayUi = useWords(uiWords);
  const [reason, setReason] = useState<(typeof endReasons)[number]>("done");
  const [noShow, setNoShow] = useState<(typeof absent)[number]>("patient");
  const [busy, setBusy] = useState(false);
  const end = async () => {
    setBusy(true);
    try {
      const body = reason === "no_show" ? { reason, noShow } : { reason };
      session.room.set(await postJson<Room>(`/api/rooms/${session.id}/end`, body));
      onClose();
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={say("endTitle")}
      onClose={onClose}
      onSubmit={() => void end()}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look="danger" busy={busy} autofocus>
            {say("endForAll")}
          </Button>
        </>
      }
    >
      <p>{say("endText")}</p>
      <Segments
        label={say("reason")}
        value={reason}
        onChange={setReason}
        choices={endReasons.map(value => ({ value, label: say(`end_${value}`) }))}
      />
      {reason === "no_show" && (
        <Segments
          label={say("whoWasAbsent")}
          value={noShow}
          onChange={setNoShow}
          choices={absent.map(value => ({ value, label: say(`absent_${value}`) }))}
        />
      )}
    </Dialog>
  );
}
