import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { codeLabel } from "../platform/catalogue";
import { useData } from "../platform/data";
import { asProblem, type Problem } from "../platform/problem";
import { useStore } from "../platform/store";
import { showTime } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { NotCome } from "../ui/NotCome";
import { ProblemNote } from "../ui/ProblemNote";
import type { RoomSession } from "./roomSession";
import type { Room } from "./types";
import { roomWords } from "./words";

interface Directory {
  readonly items: readonly {
    readonly personId: string;
    readonly personName: string;
    readonly specialty: string;
    readonly facilityName: string;
  }[];
}

interface LinkAnswer {
  readonly link: string;
  readonly expiresAt: string;
}

interface Found {
  readonly items: readonly {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly { readonly facilityName: string | null }[];
  }[];
}

interface Candidate {
  readonly personId: string;
  readonly name: string;
  readonly about: string;
}

const lettersToSearch = 2;
const foundAtMost = 20;

/** Calls somebody into the room, those on duty first, or makes a link for one of those who are in it already. */
export function InviteDialog({ session, onClose }: { readonly session: RoomSession; readonly onClose: () => void }): VNode {
  const say = useWords(roomWords);
  const room = useStore(session.room);
  const duty = useData<Directory>("/api/duties/now");
  const [query, setQuery] = useState("");
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [link, setLink] = useState<(LinkAnswer & { readonly name: string }) | null>(null);
  const known = new Map(room.people.map(person => [person.personId, person]));
  const words = query.trim().toLowerCase();
  const found = useData<Found>(
    words.length < lettersToSearch ? null : `/api/people?q=${encodeURIComponent(words)}&limit=${foundAtMost}`,
  );
  const onDuty = (duty.value?.items ?? []).map((each): Candidate => ({
    personId: each.personId,
    name: each.personName,
    about: `${codeLabel("specialty", each.specialty)} · ${each.facilityName}`,
  }));
  const others = (found.value?.items ?? []).map((each): Candidate => ({
    personId: each.id,
    name: each.name,
    about: each.roles[0]?.facilityName ?? "",
  }));
  const candidates = [
    ...onDuty.filter(each => `${each.name} ${each.about}`.toLowerCase().includes(words)),
    ...others,
  ].filter(
    (each, index, all) =>
      !known.has(each.personId) && all.findIndex(other => other.personId === each.personId) === index,
  );
  // In a class few speak and many listen; the host gives the word to whoever raises a hand.
  const role = room.kind === "class" ? "listener" : "speaker";
  const act = async (personId: string, what: () => Promise<void>) => {
    setBusy(personId);
    setProblem(null);
    try {
      await what();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(null);
    }
  };
  const makeLink = (personId: string, name: string) =>
    act(personId, async () => {
      const made = await postJson<LinkAnswer>(`/api/rooms/${room.id}/links`, { personId });
      setLink({ ...made, name });
      await navigator.clipboard?.writeText(location.origin + made.link).catch(() => undefined);
    });
  return (
    <Dialog title={say("invite")} onClose={onClose}>
      {link && (
        <p class="note green">
          <span class="body">
            {say("linkMade", { name: link.name, time: showTime(link.expiresAt) })}
            <input class="input mono" readOnly value={location.origin + link.link} aria-label={say("link")} />
          </span>
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
      <TextField label={say("findPerson")} value={query} onInput={setQuery} type="search" autofocus />
      <NotCome of={duty} />
      <NotCome of={found} />
      <ul class="room-ready">
        {candidates.map(each => (
          <li key={each.personId} class="row">
            <span class="grow">
              <span class="strong">{each.name}</span> <span class="quiet small">{each.about}</span>
            </span>
            <Button
              size="small"
              icon="phone"
              busy={busy === each.personId}
              onClick={() =>
                void act(each.personId, async () =>
                  session.room.set(
                    await postJson<Room>(`/api/rooms/${room.id}/people`, { personId: each.personId, role }),
                  ),
                )
              }
            >
              {say("call")}
            </Button>
          </li>
        ))}
        {candidates.length === 0 && duty.value !== null && !found.problem && !found.loading && <li class="quiet">{say("nobodyFound")}</li>}
      </ul>
      <h3>{say("linksFor")}</h3>
      <ul class="room-ready">
        {room.people
          .filter(person => !person.present && room.allowed.includes("link"))
          .map(person => (
            <li key={person.personId} class="row">
              <span class="grow">{person.name}</span>
              <Button
                size="small"
                icon="link"
                busy={busy === person.personId}
                onClick={() => void makeLink(person.personId, person.name)}
              >
                {say("makeLink")}
              </Button>
            </li>
          ))}
      </ul>
    </Dialog>
  );
}
