import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Case } from "../case/types";
import { useCatalogue } from "../platform/catalogue";
import { useData } from "../platform/data";
import { useParameter, usePlace } from "../platform/router";
import { useSession } from "../platform/session";
import { enterDarkRoom } from "../platform/theme";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { ReadingRoom } from "./ReadingRoom";

export default function ReadingRoomPage(): VNode | null {
  const id = useParameter("id");
  const { query } = usePlace();
  const session = useSession();
  const found = useData<Case>(`/api/consultations/${id}`, `consultation:${id}`);
  useCatalogue();
  useEffect(() => enterDarkRoom(), []);
  if (session === null) return null;
  if (found.value === null) {
    return (
      <div class="page">
        {found.problem ? (
          <ProblemNote problem={found.problem} onRetry={found.refetch} />
        ) : (
          <Skeleton lines={8} heightPx={40} />
        )}
      </div>
    );
  }
  const amends = query.get("amend");
  return (
    <ReadingRoom
      key={`${id}/${amends ?? ""}`}
      shown={found.value}
      personId={session.person.id}
      amends={amends}
      onChanged={found.refetch}
    />
  );
}
