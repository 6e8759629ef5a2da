import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../platform/problem";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { bytes } from "../ui/bytes";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import { uiWords } from "../ui/words";
import { BodyMap } from "./BodyMap";
import { bodyRegionWord } from "./bodyRegions";
import type { Call } from "./call";
import { doorWords } from "./doorWords";
import { stillOf } from "./media";
import { Picture } from "./Picture";
import type { RoomSession } from "./roomSession";
import { sendMedia } from "./sendMedia";
import { roomWords } from "./words";

interface StillDialogProps {
  readonly session: RoomSession;
  readonly call: Call;
  readonly region: string | null;
  readonly onClose: () => void;
}

/** The longest side of a still: sharp where the line carries it, small where it does not. */
const longestPx = { good: 1_280, narrow: 640 } as const;

/** A still of what the camera sees now, named by the part of the body; or the wish for one from another person. */
export function StillDialog({ session, call, region: first, onClose }: StillDialogProps): VNode {
  const say = useWords(roomWords);
  const sayUi = useWords(uiWords);
  const own = useStore(call.media.state);
  const { step } = useStore(call.line);
  const room = useStore(session.room);
  const [region, setRegion] = useState(first);
  const [caption, setCaption] = useState("");
  const [still, setStill] = useState<{ readonly blob: Blob; readonly url: string; readonly id: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const others = room.people.filter(
    person => person.present && person.peerId !== null && person.peerId !== session.peerId && person.role !== "listener",
  );
  useEffect(() => () => URL.revokeObjectURL(still?.url ?? ""), [still]);
  const isNarrow = step !== "video" && step !== "low_video";
  const take = async () => {
    if (!call.media.state.get().camera) await call.media.switch("camera", true);
    const { stream } = call.media.state.get();
    const blob = stream && (await stillOf(stream, isNarrow ? longestPx.narrow : longestPx.good));
    if (blob) setStill({ blob, url: URL.createObjectURL(blob), id: crypto.randomUUID() });
    else toast(say("fault_absent"), { look: "red" });
  };
  const send = async () => {
    if (still === null) return;
    setBusy(true);
    setProblem(null);
    try {
      session.took(await sendMedia(session.id, "still", still.blob, region, caption, still.id));
      onClose();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={say("still")}
      wide
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          {still === null ? (
            <Button look="primary" icon="camera" onClick={() => void take()}>
              {say("takeStill")}
            </Button>
          ) : (
            <>
              <Button onClick={() => setStill(null)}>{say("takeAgain")}</Button>
              <Button look="primary" icon="send" busy={busy} onClick={() => void send()}>
                {`${say("send")} · ${bytes(still.blob.size)}`}
              </Button>
            </>
          )}
        </>
      }
    >
      <div class="room-still-form">
        <div class="column">
          <div class="room-mirror large">
            {still ? (
              <img src={still.url} alt={say("still")} />
            ) : own.camera && own.stream ? (
              <Picture stream={own.stream} label={say("yourPicture")} muted />
            ) : (
              <span class="quiet small">{say("cameraOff")}</span>
            )}
          </div>
          <TextField label={say("caption")} value={caption} onInput={setCaption} maxLength={200} />
          {others.map(person => (
            <Button
              key={person.personId}
              size="small"
              icon="camera"
              onClick={() => {
                if (person.peerId !== null) call.askForStill(person.peerId, region);
                toast(say("stillWished", { name: person.name }));
                onClose();
              }}
            >
              {say("askForStill", { name: person.name })}
            </Button>
          ))}
          {problem && <ProblemNote problem={problem} onRetry={() => void send()} />}
        </div>
        <BodyMap chosen={region} onChoose={setRegion} />
      </div>
    </Dialog>
  );
}

/** Somebody asks for a still: the person at the camera decides, and takes it. */
export function StillAsked({ session, call }: { readonly session: RoomSession; readonly call: Call }): VNode | null {
  const say = useWords(roomWords);
  const sayDoor = useWords(doorWords);
  const asked = useStore(call.stillAsked);
  const room = useStore(session.room);
  const [open, setOpen] = useState<{ readonly region: string | null } | null>(null);
  if (open !== null)
    return <StillDialog session={session} call={call} region={open.region} onClose={() => setOpen(null)} />;
  if (asked === null) return null;
  const name = room.people.find(person => person.personId === asked.personId)?.name ?? "";
  return (
    <div class="note accent room-asked" role="alert">
      <span class="body grow">
        {say("stillAsked", { name })}
        {asked.region !== null && <b> {bodyRegionWord(asked.region)}</b>}
      </span>
      <Button
        size="small"
        look="primary"
        icon="camera"
        onClick={() => {
          call.stillAsked.set(null);
          setOpen({ region: asked.region });
        }}
      >
        {say("takeStill")}
      </Button>
      <Button size="small" onClick={() => call.stillAsked.set(null)}>
        {sayDoor("notNow")}
      </Button>
    </div>
  );
}
