import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useAgain } from "../platform/again";
import { useData } from "../platform/data";
import { navigate, usePlace } from "../platform/router";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { ColourMark } from "../ui/ColourMark";
import { DeclineDialog } from "./DeclineDialog";
import { doorWords } from "./doorWords";
import "./incoming.css";
import { endedStates, type RoomRow } from "./types";

/** Somebody calls: on every page, until it is taken, declined, or over. */
export function IncomingCall(): VNode | null {
  const say = useWords(doorWords);
  const { path } = usePlace();
  // A call that is not seen for want of an answer is a call that nobody takes: it is asked for until there is one.
  const rooms = useData<{ readonly items: readonly RoomRow[] }>("/api/rooms?view=mine", "rooms");
  useAgain(rooms.problem?.mayPass === false ? rooms.problem : null, rooms.refetch);
  const calls = rooms.value?.items.filter(rings) ?? [];
  const [silenced, setSilenced] = useState<readonly string[]>([]);
  const [declining, setDeclining] = useState<RoomRow | null>(null);
  const call = calls.find(each => !silenced.includes(each.id) && path !== `/room/${each.id}`);
  if (call === undefined) return null;
  const from = call.host?.name ?? "";
  return (
    <section class={`incoming-call ${call.colour}`} role="alert" aria-label={say("incomingCall")}>
      <ColourMark colour={call.colour} />
      <span class="grow">
        <span class="strong">{say("callsYou", { name: from })}</span>
        <br />
        <span class="small">{call.title === "" ? call.consultationNumber : call.title}</span>
      </span>
      <Button look="primary" icon="phone" onClick={() => navigate(`/room/${call.id}`)}>
        {say("answer")}
      </Button>
      <Button onClick={() => setDeclining(call)}>{say("decline")}</Button>
      <Button look="plain" icon="cross" label={say("notNow")} onClick={() => setSilenced([...silenced, call.id])} />
      {declining && <DeclineDialog roomId={declining.id} onClose={() => setDeclining(null)} onDone={rooms.refetch} />}
    </section>
  );
}

/** A room rings while it waits for this person; one planned for later rings when its host has come. */
const rings = (row: RoomRow): boolean =>
  row.me?.place === "invited" && !endedStates.has(row.state) && (row.plannedAt === null || row.present > 0);
