import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../platform/api";
import { useLive } from "../platform/live";
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
  const [calls, setCalls] = useState<readonly RoomRow[]>([]);
  const [silenced, setSilenced] = useState<readonly string[]>([]);
  const [declining, setDeclining] = useState<RoomRow | null>(null);
  const ask = () => {
    getJson<{ items: readonly RoomRow[] }>("/api/rooms?view=mine").then(
      ({ items }) => setCalls(items.filter(rings)),
      () => undefined,
    );
  };
  useEffect(ask, []);
  useLive("rooms", ask);
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
      {declining && <DeclineDialog roomId={declining.id} onClose={() => setDeclining(null)} onDone={ask} />}
    </section>
  );
}

/** A room rings while it waits for this person; one planned for later rings when its host has come. */
const rings = (row: RoomRow): boolean =>
  row.me?.place === "invited" && !endedStates.has(row.state) && (row.plannedAt === null || row.present > 0);
