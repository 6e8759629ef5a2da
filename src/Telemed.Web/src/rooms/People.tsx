import type { VNode } from "preact";
import { postJson, putJson } from "../platform/api";
import { asProblem } from "../platform/problem";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import { problemText } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import type { Call } from "./call";
import { Picture } from "./Picture";
import type { RoomSession } from "./roomSession";
import type { Room, RoomPerson } from "./types";
import { roomWords } from "./words";

interface PeopleProps {
  readonly session: RoomSession;
  readonly call: Call;
  readonly personId: string;
}

/** Who is here, with picture and voice; who waits at the door comes first, with the way to let him in. */
export function People({ session, call, personId }: PeopleProps): VNode {
  const say = useWords(roomWords);
  const room = useStore(session.room);
  const peers = useStore(call.peers);
  const own = useStore(call.media.state);
  const isHost = room.allowed.includes("admit");
  const waiting = room.people.filter(person => person.place === "waiting");
  const present = room.people
    .filter(person => person.present && person.personId !== personId)
    .toSorted((one, other) => rank(one) - rank(other));
  const me = room.people.find(person => person.personId === personId);
  const change = async (act: () => Promise<Room>) => {
    try {
      session.room.set(await act());
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
    }
  };
  const at = (person: RoomPerson) => `/api/rooms/${session.id}/people/${person.personId}`;
  return (
    <section class="room-people" aria-label={say("people")}>
      {isHost &&
        waiting.map(person => (
          <div key={person.personId} class="note accent room-waiting" role="status">
            <span class="body grow">{say("waits", { name: person.name })}</span>
            <Button size="small" look="primary" onClick={() => void change(() => postJson(`${at(person)}/admission`))}>
              {say("admit")}
            </Button>
            <Button
              size="small"
              onClick={() => void change(() => postJson(`${at(person)}/removal`, { reason: "not_expected" }))}
            >
              {say("refuse")}
            </Button>
          </div>
        ))}
      <div class="room-tiles" role="group" aria-label={say("people")} tabIndex={0}>
        {me && (
          <figure class="room-tile mine">
            {own.camera && own.stream ? (
              <Picture stream={own.stream} label={say("yourPicture")} muted mirrored />
            ) : (
              <Initials name={me.name} />
            )}
            <Caption person={me} room={room} text={say("you")} />
          </figure>
        )}
        {present.map(person => {
          const peer = peers.find(each => each.peerId === person.peerId);
          return (
            <figure key={person.personId} class="room-tile" data-person={person.personId} data-state={peer?.state}>
              {peer && <Picture stream={peer.stream} label={say("pictureOf", { name: person.name })} />}
              {(!peer || isComing(peer.state) || !person.camera || !showsPicture(person)) && (
                <Initials name={person.name} />
              )}
              <Caption person={person} room={room} text={person.name} />
              {isHost && (
                <Popover
                  label={say("actionsFor", { name: person.name })}
                  button={(open, toggle) => (
                    <Button
                      size="small"
                      look="plain"
                      icon="more"
                      label={say("actionsFor", { name: person.name })}
                      expanded={open}
                      onClick={toggle}
                    />
                  )}
                >
                  {close => (
                    <HostMenu
                      person={person}
                      onLead={() => {
                        void session.lead(person.personId);
                        close();
                      }}
                      onRole={role => {
                        void change(() => putJson(`${at(person)}/role`, { role }));
                        close();
                      }}
                      onRemove={() => {
                        void change(() => postJson(`${at(person)}/removal`, { reason: "by_host" }));
                        close();
                      }}
                    />
                  )}
                </Popover>
              )}
            </figure>
          );
        })}
      </div>
      {room.listeners > 0 && <p class="quiet small">{say("listeners", { n: room.listeners })}</p>}
    </section>
  );
}

function HostMenu({
  person,
  onLead,
  onRole,
  onRemove,
}: {
  readonly person: RoomPerson;
  readonly onLead: () => void;
  readonly onRole: (role: "speaker" | "listener") => void;
  readonly onRemove: () => void;
}): VNode {
  const say = useWords(roomWords);
  return (
    <div style={{ minWidth: "200px" }}>
      <button type="button" class="menu-item" onClick={onLead}>
        {say("giveLead")}
      </button>
      <button
        type="button"
        class="menu-item"
        onClick={() => onRole(person.role === "listener" ? "speaker" : "listener")}
      >
        {say(person.role === "listener" ? "makeSpeaker" : "makeListener")}
      </button>
      <button type="button" class="menu-item" onClick={onRemove}>
        {say("remove")}
      </button>
    </div>
  );
}

interface CaptionProps {
  readonly person: RoomPerson;
  readonly room: Room;
  readonly text: string;
}

function Caption({ person, room, text }: CaptionProps): VNode {
  const say = useWords(roomWords);
  return (
    <figcaption>
      {person.handAt !== null && (
        <span role="img" aria-label={say("handUp")} title={say("handUp")}>
          <Icon name="hand" tiny />
        </span>
      )}
      <span class="cut grow">{text}</span>
      {room.leader === person.personId && <span class="badge accent">{say("leads")}</span>}
      {person.role !== "listener" && !person.microphone && (
        <span title={say("microphoneOff")}>
          <Icon name="mute" tiny />
        </span>
      )}
      {person.ladder !== "video" && (
        <span class="badge yellow" title={say(`step_${person.ladder}`)}>
          {say(`short_${person.ladder}`)}
        </span>
      )}
    </figcaption>
  );
}

function Initials({ name }: { readonly name: string }): VNode {
  const parts = name.split(/[\s.]+/).filter(Boolean);
  const text = parts.length > 1 ? parts.slice(0, 2).map(part => part[0]).join("") : [...name].slice(-2).join("");
  return (
    <span class="room-initials" aria-hidden="true">
      {text}
    </span>
  );
}

const showsPicture = (person: RoomPerson): boolean => person.ladder === "video" || person.ladder === "low_video";

/** Until the line stands there is no picture yet, and an empty tile would be nobody's. */
const isComing = (state: RTCPeerConnectionState): boolean => state === "new" || state === "connecting";

const rank = (person: RoomPerson): number =>
  (person.handAt === null ? 10 : 0) + (person.role === "host" ? 0 : person.role === "speaker" ? 1 : 2);
