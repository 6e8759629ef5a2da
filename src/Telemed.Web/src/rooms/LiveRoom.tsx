import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Case } from "../case/types";
import { useData } from "../platform/data";
import { useKeys } from "../platform/keys";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import { NotCome } from "../ui/NotCome";
import { Skeleton } from "../ui/Skeleton";
import { Tabs } from "../ui/Tabs";
import type { Call } from "./call";
import { CaseBeside } from "./CaseBeside";
import { ConsentPanel } from "./ConsentPanel";
import { People } from "./People";
import { RoomHead } from "./RoomHead";
import type { RoomSession } from "./roomSession";
import { Stage } from "./Stage";
import { StillAsked } from "./StillDialog";
import { Talk } from "./Talk";
import { Telephones } from "./Telephones";
import { roomWords } from "./words";

interface LiveRoomProps {
  readonly session: RoomSession;
  readonly call: Call;
  readonly personId: string;
  readonly onLeave: () => void;
}

type Side = "study" | "talk" | "case" | "report";

const narrowPx = 900;

/** In the room: the study large, the people and what is said beside it, the case and its report one tap away. */
export function LiveRoom({ session, call, personId, onLeave }: LiveRoomProps): VNode {
  const say = useWords(roomWords);
  const room = useStore(session.room);
  const presence = useStore(session.presence);
  const lines = useStore(session.lines);
  const line = useStore(call.line);
  const [seen, setSeen] = useState(0);
  const caseId = room.consultationId;
  const [side, setSide] = useState<Side>(innerWidth < narrowPx && caseId !== null ? "study" : "talk");
  const hasConsent = room.consent !== null;
  const found = useData<Case>(
    caseId === null ? null : `/api/consultations/${caseId}`,
    caseId === null || !hasConsent ? null : `consultation:${caseId}`,
  );
  useEffect(() => {
    // Before the patient has agreed, a guest is shown nothing of the case.
    if (hasConsent && found.value === null) found.refetch();
  }, [hasConsent]);
  const shown = found.value;
  const isWriting = shown !== null && shown.reader?.id === personId && shown.allowed.includes("report_draft");
  const spoken = lines.filter(line => line.personId !== personId && line.kind !== "state").length;
  // Beside the study the talk is always in view on a wide window; on a narrow one its tab says what is new.
  const current = side === "study" ? "talk" : side;
  useEffect(() => {
    if (side === "talk") setSeen(spoken);
  }, [side, spoken]);
  useKeys([
    { press: "Alt+M", says: say("microphone"), run: () => void call.media.switch("microphone", !call.media.state.get().microphone), whileTyping: true },
    { press: "Alt+V", says: say("camera"), run: () => void call.media.switch("camera", !call.media.state.get().camera), whileTyping: true },
    { press: "Alt+H", says: say("raiseHand"), run: () => void session.ask("Hand", !isRaised(room.people, personId)), whileTyping: true },
    { press: "Alt+L", says: say("lead"), run: () => void session.lead(personId), whileTyping: true },
    {
      press: "Alt+T",
      says: say("talk"),
      run: () => {
        setSide("talk");
        setTimeout(() => document.getElementById("room-talk")?.focus(), 0);
      },
      whileTyping: true,
    },
  ]);
  if (presence.kind === "entering")
    return (
      <div class="page">
        <Skeleton lines={6} heightPx={40} />
      </div>
    );
  const unread = spoken - seen;
  return (
    <div class={`live-room on-${side}${caseId === null ? " no-study" : ""}`}>
      <RoomHead session={session} call={call} personId={personId} shown={shown} onLeave={onLeave} />
      <div class="room-notes">
        {presence.kind === "cut" && (
          <p class="note yellow" role="alert">
            <Icon name="warning" tiny />
            <span class="body">{say("lineCut")}</span>
          </p>
        )}
        {(room.state === "interrupted" || line.step === "text" || room.ladder === "phone") && (
          <Telephones people={room.people} personId={personId} words={room.ladder === "phone" ? "talkByPhone" : "goOnByPhone"} />
        )}
        {room.kind !== "class" && room.consent === null && (
          <ConsentPanel room={room} onRoom={next => session.room.set(next)} />
        )}
      </div>
      {caseId !== null && (
        <div class="room-study">
          {hasConsent && <NotCome of={found} />}
          <Stage session={session} call={call} personId={personId} shown={shown} />
        </div>
      )}
      <People session={session} call={call} personId={personId} />
      <div class="room-tabline">
        <Tabs<Side>
          label={say("beside")}
          value={side}
          onChange={setSide}
          tabs={[
            ...(caseId === null
              ? []
              : [{ value: "study" as const, label: <span class="only-narrow">{say("study")}</span> }]),
            {
              value: "talk",
              label: (
                <>
                  {say("talk")}
                  {side !== "talk" && unread > 0 && <span class="count loud only-narrow">{unread}</span>}
                </>
              ),
            },
            ...(caseId === null ? [] : [{ value: "case" as const, label: say("theCase") }]),
            ...(isWriting ? [{ value: "report" as const, label: say("draftReport") }] : []),
          ]}
        />
      </div>
      <section class="room-beside" aria-label={say(current === "talk" ? "talk" : current === "case" ? "theCase" : "draftReport")}>
        {current === "talk" ? (
          <Talk session={session} call={call} personId={personId} caseId={caseId} />
        ) : shown === null ? (
          (hasConsent && found.problem && <NotCome of={found} />) || <Skeleton lines={6} />
        ) : (
          <CaseBeside
            shown={shown}
            personId={personId}
            part={current}
            onChanged={found.refetch}
          />
        )}
      </section>
      <StillAsked session={session} call={call} />
    </div>
  );
}

const isRaised = (people: readonly { readonly personId: string; readonly handAt: string | null }[], personId: string) =>
  people.some(person => person.personId === personId && person.handAt !== null);
