import type { VNode } from "preact";
import { useData } from "../platform/data";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import type { RoomPerson } from "./types";
import { roomWords } from "./words";

/** The last step of the ladder: the others' telephone numbers, when the line carries words alone or has broken. */
export function Telephones({ people, personId, words = "goOnByPhone" }: {
  readonly people: readonly RoomPerson[];
  readonly personId: string;
  readonly words?: "goOnByPhone" | "talkByPhone" | "did_by_telephone";
}): VNode {
  const say = useWords(roomWords);
  const others = people.filter(
    each => each.personId !== personId && each.role !== "listener" && each.place !== "removed" && each.place !== "declined",
  );
  return (
    <p class="note yellow room-telephones" role="status">
      <Icon name="phone" tiny />
      <span class="body row wrap">
        <span>{say(words)}</span>
        {others.map(each => (
          <Telephone key={each.personId} person={each} />
        ))}
      </span>
    </p>
  );
}

function Telephone({ person }: { readonly person: RoomPerson }): VNode | null {
  const found = useData<{ readonly phone: string | null }>(`/api/people/${person.personId}`);
  const phone = found.value?.phone ?? null;
  if (phone === null || phone === "") return null;
  return (
    <a href={`tel:${phone.replaceAll(/[^+\d]/g, "")}`}>
      {person.name} · <span class="tabular">{phone}</span>
    </a>
  );
}
