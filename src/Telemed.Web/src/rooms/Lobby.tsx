import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock, duration } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { uiWords } from "../ui/words";
import { timeLeft } from "../platform/timeLeft";
import { DeclineDialog } from "./DeclineDialog";
import { DeviceCheck } from "./DeviceCheck";
import { doorWords } from "./doorWords";
import { Media } from "./media";
import type { Room } from "./types";
import { titleOf } from "./titleOf";
import { roomWords } from "./words";

const askEveryMs = 15_000;
/** A shorter wait is over before it is read. */
const leastToldSeconds = 30;

/** In the lobby: where one stands, how long it may take, and the time used for the test of the devices. */
export function Lobby({ room, onChanged }: { readonly room: Room; readonly onChanged: () => void }): VNode {
  const say = useWords(roomWords);
  const sayUi = useWords(uiWords);
  const sayDoor = useWords(doorWords);
  const [media] = useState(() => new Media());
  const [declining, setDeclining] = useState(false);
  useEffect(() => () => media.close(), []);
  useEffect(() => {
    // The hub tells when somebody is admitted; should that word be lost, asking now and then is harmless.
    const ask = () => void postJson(`/api/rooms/${room.id}/arrival`).then(onChanged, () => undefined);
    const timer = setInterval(ask, askEveryMs);
    return () => clearInterval(timer);
  }, [room.id]);
  const { position, expectedSeconds } = room.place;
  const waiting = room.timers.find(timer => timer.kind === "waiting");
  return (
    <div class="page room-narrow">
      <section class="panel column">
        <div class="row wrap">
          <ColourMark colour={room.colour} />
          <h1 class="grow">{titleOf(room, say)}</h1>
          {waiting && <Clock dueAt={waiting.dueAt} startedAt={room.createdAt} />}
        </div>
        <p class="room-wait" role="status">
          <span class="strong">{position === null ? say("waitingForHost") : say("position", { n: position })}</span>
          {expectedSeconds !== null && expectedSeconds >= leastToldSeconds && (
            <span>{say("expected", { time: duration(timeLeft(null, expectedSeconds * 1_000, 0), sayUi) })}</span>
          )}
        </p>
        <p class="quiet">{say("waitText")}</p>
        <div class="row wrap">
          {room.consultationId !== null && (
            <Button to={`/case/${room.consultationId}`} icon="file">
              {say("toCase")}
            </Button>
          )}
          <Button onClick={() => setDeclining(true)}>{sayDoor("decline")}</Button>
        </div>
      </section>
      <DeviceCheck room={room} media={media} onTested={() => undefined} />
      {declining && <DeclineDialog roomId={room.id} onClose={() => setDeclining(false)} onDone={onChanged} />}
    </div>
  );
}
