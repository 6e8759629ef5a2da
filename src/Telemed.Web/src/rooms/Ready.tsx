import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useKeys } from "../platform/keys";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { ColourMark } from "../ui/ColourMark";
import { Icon } from "../ui/Icon";
import { ConsentPanel } from "./ConsentPanel";
import { DeviceCheck } from "./DeviceCheck";
import type { Media } from "./media";
import type { Room, RoomPerson } from "./types";
import { titleOf } from "./titleOf";
import { roomWords } from "./words";

interface ReadyProps {
  readonly room: Room;
  readonly media: Media;
  readonly onRoom: (room: Room) => void;
  readonly onEnter: () => void;
  /** Goes in without camera and microphone: people talk by telephone. */
  readonly onPhone: () => void;
}

/** Before going in: the patient's consent, one's own devices, and who else is ready. Red may go in at once. */
export function Ready({ room, media, onRoom, onEnter, onPhone }: ReadyProps): VNode {
  const say = useWords(roomWords);
  const [busy, setBusy] = useState(false);
  const enter = () => {
    setBusy(true);
    onEnter();
  };
  useKeys([{ press: "Ctrl+Enter", says: say("enter"), run: enter, whileTyping: true }]);
  return (
    <div class="page room-narrow">
      <section class="panel column">
        <div class="row wrap">
          <ColourMark colour={room.colour} />
          <h1 class="grow">{titleOf(room, say)}</h1>
          {room.plannedAt !== null && <span class="tabular">{showMoment(room.plannedAt)}</span>}
          <Button look="primary" size="large" icon="phone" busy={busy} onClick={enter}>
            {say("enter")}
          </Button>
        </div>
        <h2>{say("whoIsReady")}</h2>
        <ul class="room-ready">
          {room.people.map(person => (
            <li key={person.personId} class="row">
              <Icon name={person.present ? "check" : "clock"} tiny />
              <span class="grow cut">
                <span class="strong">{person.name}</span>{" "}
                <span class="quiet small">{[person.title, person.facilityName].filter(Boolean).join(" · ")}</span>
              </span>
              <PlaceBadge person={person} />
            </li>
          ))}
        </ul>
      </section>
      {room.kind !== "class" && <ConsentPanel room={room} onRoom={onRoom} />}
      {room.me?.role !== "listener" && <DeviceCheck room={room} media={media} onTested={onRoom} onPhone={onPhone} />}
    </div>
  );
}

export function PlaceBadge({ person }: { readonly person: RoomPerson }): VNode {
  const say = useWords(roomWords);
  if (person.present) return <span class="badge green">{say("present")}</span>;
  if (person.place === "invited" && person.test?.passed) return <span class="badge accent">{say("testedReady")}</span>;
  return <span class="badge">{say(`place_${person.place}`)}</span>;
}
