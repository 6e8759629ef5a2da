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

/** Calls somebody on duty into the room, or makes a link for one of those who are in it already. */
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
  const candidates = (duty.value?.items ?? []).filter(
    (each, index, all) =>
      !known.has(each.personId) &&
      all.findIndex(other => other.personId === each.personId) === index &&
      `${each.personName} ${each.facilityName} ${codeLabel("specialty", each.specialty)}`.toLowerCase().includes(words),
  );
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
      <ul class="room-ready">
        {candidates.map(each => (
          <li key={each.personId} class="row">
            <span class="grow">
              <span class="strong">{each.personName}</span>{" "}
              <span class="quiet small">
                {codeLabel("specialty", each.specialty)} · {each.facilityName}
              </span>
            </span>
            <Button
              size="small"
              icon="phone"
              busy={busy === each.personId}
              onClick={() =>
                void act(each.personId, async () =>
                  session.room.set(
                    await postJson<Room>(`/api/rooms/${room.id}/people`, { personId: each.personId, role: "speaker" }),
                  ),
                )
              }
            >
              {say("call")}
            </Button>
          </li>
        ))}
        {candidates.length === 0 && !duty.loading && <li class="quiet">{say("nobodyFound")}</li>}
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
