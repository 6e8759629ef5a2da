import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useData } from "../platform/data";
import { Link, setQuery, usePlace } from "../platform/router";
import { can } from "../platform/session";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { Empty } from "../ui/Empty";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments } from "../ui/Select";
import { Skeleton } from "../ui/Skeleton";
import { NewRoomDialog } from "./NewRoomDialog";
import "./rooms.css";
import type { RoomRow } from "./types";
import { titleOf } from "./titleOf";
import { roomWords } from "./words";

/** The rooms a person is invited to, waits in, sits in, or owes a note for; for coordinators all live ones. */
export default function RoomsPage(): VNode {
  const say = useWords(roomWords);
  const { query } = usePlace();
  const view = query.get("view") === "live" && can("view_desk") ? "live" : "mine";
  const [opening, setOpening] = useState(false);
  const rooms = useData<{ items: readonly RoomRow[] }>(`/api/rooms?view=${view}`, "rooms");
  const items = rooms.value?.items;
  return (
    <div class="page">
      <div class="row wrap" style={{ marginBottom: "12px" }}>
        <h1 class="grow">{say("rooms")}</h1>
        <Button icon="plus" onClick={() => setOpening(true)}>
          {say("newRoom")}
        </Button>
        {can("view_desk") && (
          <Segments
            label={say("rooms")}
            value={view}
            onChange={next => setQuery({ view: next === "mine" ? null : next })}
            choices={[
              { value: "mine", label: say("myRooms") },
              { value: "live", label: say("liveRooms") },
            ]}
          />
        )}
      </div>
      {opening && <NewRoomDialog onClose={() => setOpening(false)} />}
      {rooms.problem && <ProblemNote problem={rooms.problem} onRetry={rooms.refetch} />}
      {items === undefined && rooms.loading && <Skeleton lines={4} heightPx={56} />}
      {items?.length === 0 && (
        <Empty icon="video" title={say("noRooms")}>
          <p class="quiet">{say("noRoomsText")}</p>
        </Empty>
      )}
      <ul class="room-list">
        {items?.map(row => (
          <li key={row.id}>
            <Link to={`/room/${row.id}`} class={`case-card ${row.colour}`}>
              <span class="row">
                <ColourMark colour={row.colour} />
                <span class="strong grow cut">{titleOf(row, say)}</span>
                {row.noteDueAt !== null && row.state === "note_due" ? (
                  <Clock dueAt={row.noteDueAt} startedAt={row.endedAt} />
                ) : (
                  <span class="badge">{say(`state_${row.state}`)}</span>
                )}
              </span>
              <span class="row small quiet">
                <span class="grow cut">
                  {[row.host?.name, row.specialist?.name].filter(Boolean).join(" · ")}
                </span>
                <span class="tabular">{say("presentCount", { n: row.present })}</span>
                <span>{showMoment(row.plannedAt ?? row.createdAt)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {items !== undefined && items.length > 0 && (
        <Button look="plain" icon="refresh" onClick={rooms.refetch}>
          {say("refresh")}
        </Button>
      )}
    </div>
  );
}
