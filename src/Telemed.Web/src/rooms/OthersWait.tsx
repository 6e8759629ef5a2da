import type { VNode } from "preact";
import { useData } from "../platform/data";
import { useWords } from "../platform/words";
import type { Room, RoomRow } from "./types";
import { roomWords } from "./words";

const waiting: ReadonlySet<RoomRow["state"]> = new Set(["invited", "ready", "waiting"]);

/** After the time planned for a talk: how many other rooms wait for the same specialist. Red has no such limit. */
export function OthersWait({ room, personId }: { readonly room: Room; readonly personId: string }): VNode | null {
  const say = useWords(roomWords);
  const isMet = room.state === "live" || room.state === "degraded";
  const isOver =
    isMet && room.kind === "consult" && room.colour !== "red" && !room.timers.some(timer => timer.kind === "soft_limit");
  const isMine = room.specialist?.id === personId;
  const rooms = useData<{ readonly items: readonly RoomRow[] }>(isOver && isMine ? "/api/rooms?view=mine" : null, "rooms");
  const count = (rooms.value?.items ?? []).filter(
    row => row.id !== room.id && waiting.has(row.state) && row.specialist?.id === personId,
  ).length;
  if (!isOver || !isMine || count === 0) return null;
  // A window of its own: this room goes on.
  return (
    <a class="badge yellow" href="/rooms" target="_blank" rel="noopener">
      {say("othersWait", { n: count })}
    </a>
  );
}
