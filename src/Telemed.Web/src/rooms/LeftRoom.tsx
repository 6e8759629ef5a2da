import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import type { Room } from "./types";
import { roomWords } from "./words";

type Word = Extract<keyof typeof roomWords.all.en, string>;

const reasons: Readonly<Record<string, Word>> = {
  own: "leftOwn",
  removed: "leftRemoved",
  declined: "leftDeclined",
  elsewhere: "leftElsewhere",
  ended: "leftEnded",
  not_admitted: "leftNotAdmitted",
};

/** Outside again: why, and what can be done now. */
export function LeftRoom({ reason, room }: { readonly reason: string; readonly room: Room }): VNode {
  const say = useWords(roomWords);
  const mayReturn = reason === "own" || reason === "elsewhere" || reason === "not_admitted";
  return (
    <div class="page">
      <Empty icon="out" title={say(reasons[reason] ?? "leftOther")}>
        <p class="row wrap" style={{ justifyContent: "center" }}>
          {mayReturn && (
            <Button look="primary" icon="refresh" onClick={() => location.reload()}>
              {say("enterAgain")}
            </Button>
          )}
          {room.consultationId !== null && (
            <Button to={`/case/${room.consultationId}`} icon="file">
              {say("toCase")}
            </Button>
          )}
          <Button to="/rooms">{say("toRooms")}</Button>
        </p>
      </Empty>
    </div>
  );
}
