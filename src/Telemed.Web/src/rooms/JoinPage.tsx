import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { asProblem, type Problem } from "../platform/problem";
import { navigate, useParameter } from "../platform/router";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { roomWords } from "./words";

/** A link into a room: good once, for one person, for a quarter of an hour. */
export default function JoinPage(): VNode {
  const say = useWords(roomWords);
  const token = useParameter("token");
  const [problem, setProblem] = useState<Problem | null>(null);
  const asked = useRef(false);
  const join = () => {
    setProblem(null);
    postJson<{ readonly roomId: string }>("/api/rooms/joins", { token }).then(
      ({ roomId }) => navigate(`/room/${roomId}`, { replace: true }),
      (error: unknown) => setProblem(asProblem(error)),
    );
  };
  useEffect(() => {
    if (asked.current) return; // a second try with the same link would find it used
    asked.current = true;
    join();
  }, [token]);
  if (problem === null)
    return (
      <div class="page">
        <Skeleton lines={3} heightPx={32} />
      </div>
    );
  if (problem.code === "link_expired" || problem.code === "link_used" || problem.status === 404)
    return (
      <Empty
        icon="link"
        title={say(problem.code === "link_expired" ? "linkExpired" : problem.code === "link_used" ? "linkUsed" : "linkForeign")}
      >
        <p class="quiet">{say("linkText")}</p>
        <Button to="/rooms">{say("toRooms")}</Button>
      </Empty>
    );
  return (
    <div class="page">
      <ProblemNote problem={problem} onRetry={problem.mayPass ? join : undefined} />
    </div>
  );
}
