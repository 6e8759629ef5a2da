import type { Say } from "../platform/words";
import type { RoomRow } from "./types";
import type { roomWords } from "./words";

/** What a room is called where the name of its patient is not at hand. */
export function titleOf(room: RoomRow, say: Say<Extract<keyof typeof roomWords.all.en, string>>): string {
  if (room.title !== "") return room.title;
  return room.consultationNumber === null ? say("room") : `${say("room")} · ${room.consultationNumber}`;
}
