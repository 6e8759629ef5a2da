import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "../case/case.css";
import type { Case } from "../case/types";
import { Viewer } from "../case/viewers";
import { useData } from "../platform/data";
import { navigate, useParameter } from "../platform/router";
import { enterDarkRoom } from "../platform/theme";
import { useSession } from "../platform/session";
import { useWords } from "../platform/words";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { isReadBy } from "./reader";
import "./specialist.css";
import { openChannel, type ViewerMessage } from "./viewerWindow";
import { specialistWords } from "./words";

/** The viewer alone, for a second monitor. It shows what the reading room shows. */
export default function ViewerWindowPage(): VNode {
  const say = useWords(specialistWords);
  const id = useParameter("id");
  const found = useData<Case>(`/api/consultations/${id}`, `consultation:${id}`);
  const session = useSession();
  const [attachmentId, setAttachmentId] = useState<string | null>(null);
  const send = useRef<(message: ViewerMessage) => void>(() => undefined);
  useEffect(() => enterDarkRoom(), []);
  useEffect(() => {
    const channel = openChannel(message => {
      if (message.kind !== "show") return;
      setAttachmentId(message.attachmentId);
      if (message.caseId !== id) navigate(`/case/${message.caseId}/viewer`, { replace: true });
    });
    send.current = channel.send;
    channel.send({ kind: "hello" });
    const leave = () => channel.send({ kind: "closed" });
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      channel.close();
    };
  }, [id]);
  const shown = found.value;
  if (shown === null)
    return (
      <div class="page">
        {found.problem ? (
          <ProblemNote problem={found.problem} onRetry={found.refetch} />
        ) : (
          <Skeleton lines={4} heightPx={40} />
        )}
      </div>
    );
  const attachment = shown.attachmentList.find(each => each.id === attachmentId) ?? shown.attachmentList[0];
  return (
    <main class="viewer-window">
      <h1 class="viewer-bar small">
        {shown.patient.name} · {attachment?.fileName} <span class="quiet">{say("windowFollows")}</span>
      </h1>
      <div class="viewer">
        {attachment ? (
          <Viewer
            key={attachment.id}
            attachment={attachment}
            all={shown.attachmentList}
            facilityId={shown.facility.id}
            caseId={shown.id}
            caseKind={shown.kind}
            reading={session !== null && isReadBy(shown, session.person.id)}
            onStatement={code => send.current({ kind: "statement", code })}
          />
        ) : (
          <p class="quiet">{say("noFiles")}</p>
        )}
      </div>
    </main>
  );
}
