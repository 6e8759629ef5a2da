import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Attachment, Case } from "../case/types";
import { Viewer } from "../case/viewers";
import type { Places, SharedView } from "../platform/sharedView";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Icon } from "../ui/Icon";
import { Skeleton } from "../ui/Skeleton";
import { Tabs } from "../ui/Tabs";
import type { Call } from "./call";
import { DrawTools, type DrawTool } from "./DrawTools";
import { Overlay } from "./Overlay";
import type { RoomSession } from "./roomSession";
import type { Shown } from "./types";
import { roomWords } from "./words";

interface StageProps {
  readonly session: RoomSession;
  readonly call: Call;
  readonly personId: string;
  readonly shown: Case | null;
}

const kinds: Readonly<Record<Attachment["kind"], Shown["kind"]>> = {
  ecg: "ecg",
  imaging: "study",
  slide: "slide",
  image: "attachment",
  pdf: "attachment",
  document: "attachment",
  audio: "attachment",
};

/** The study that is spoken about. One leads and the others' screens follow, or everybody looks as he likes. */
export function Stage({ session, call, personId, shown }: StageProps): VNode {
  const say = useWords(roomWords);
  const room = useStore(session.room);
  const view = useStore(session.view);
  const line = useStore(call.line);
  const [follows, setFollows] = useState(true);
  const [ownChoice, setOwnChoice] = useState<string | null>(null);
  const [places, setPlaces] = useState<Places | null>(null);
  const [tool, setTool] = useState<DrawTool>("none");
  const leads = room.leader === personId;
  const isFollowing = room.leader !== null && !leads && follows;
  const attachments = shown?.attachmentList ?? [];
  const byRoom = room.shown === null ? undefined : attachments.find(each => each.id === room.shown?.id);
  const byHand = attachments.find(each => each.id === ownChoice);
  const attachment = (leads || isFollowing ? byRoom : (byHand ?? byRoom)) ?? attachments[0];
  const subject = attachment?.id ?? "";

  // Where this page left off, once: the one who leads goes on from there after a reload or a cut.
  const kept = useRef(view);
  const last = useRef<{ readonly subject: string; readonly v: object } | null>(null);
  const ordered = isFollowing
    ? view?.subject === subject
      ? view.v
      : null
    : kept.current?.subject === subject
      ? kept.current.v
      : null;
  const now = useRef({ leads, isFollowing, subject });
  now.current = { leads, isFollowing, subject };
  const shared = useMemo(
    (): SharedView => ({
      view: ordered,
      onView: v => {
        last.current = { subject: now.current.subject, v };
        kept.current = null;
        if (now.current.leads) session.showView(now.current.subject, v);
        else if (now.current.isFollowing) setFollows(false);
      },
      onPlaces: setPlaces,
    }),
    [ordered, session],
  );
  useEffect(() => {
    // Who takes the lead shows at once how he looks, and not only after his next movement.
    if (leads && last.current?.subject === subject) session.showView(subject, last.current.v);
    if (!leads) kept.current = null;
  }, [leads]);
  useEffect(() => {
    if (leads && room.shown === null && attachment) void session.show(shownOf(attachment));
  }, [leads, attachment?.id, room.shown === null]);
  useEffect(() => {
    setFollows(true); // a new leader is followed until one looks elsewhere
  }, [room.leader]);
  useEffect(
    () => session.pace(line.step === "text" || line.step === "phone" || line.step === "audio" ? "slow" : "full"),
    [line.step],
  );

  const choose = (id: string) => {
    const next = attachments.find(each => each.id === id);
    if (!next) return;
    if (leads) {
      void session.show(shownOf(next));
      return;
    }
    setOwnChoice(id);
    if (room.leader !== null) setFollows(false);
  };
  const leaderName = room.people.find(person => person.personId === room.leader)?.name ?? "";
  if (room.kind !== "class" && room.consent === null)
    return <Empty icon="lock" title={say("consentFirst")} />;
  return (
    <>
      <div class="room-stage-bar">
        {attachments.length > 1 && (
          <Tabs
            label={say("study")}
            value={subject}
            onChange={choose}
            tabs={attachments.map(each => ({ value: each.id, label: each.fileName }))}
          />
        )}
        <span class="grow" />
        {attachment && room.allowed.includes("draw") && (
          <DrawTools session={session} personId={personId} subject={subject} tool={tool} onTool={setTool} />
        )}
        {leads ? (
          <>
            <span class="badge accent" role="status">
              {say("youLead")}
            </span>
            <Button size="small" onClick={() => void session.lead(null)}>
              {say("freeLook")}
            </Button>
          </>
        ) : (
          <>
            {room.leader !== null && (
              <Button size="small" icon="eye" pressed={isFollowing} onClick={() => setFollows(!follows)}>
                {say(isFollowing ? "following" : "follow", { name: leaderName })}
              </Button>
            )}
            {room.allowed.includes("lead") && (
              <Button size="small" onClick={() => void session.lead(personId)}>
                {say("followMe")}
              </Button>
            )}
          </>
        )}
      </div>
      <div class="room-stage" data-theme="dark" data-following={isFollowing}>
        {attachment && shown ? (
          <>
            <div class="viewer">
              <Viewer
                key={attachment.id}
                attachment={attachment}
                all={attachments}
                facilityId={shown.facility.id}
                reading
                shared={shared}
                room={{ id: room.id, caseId: shown.id }}
              />
            </div>
            <Overlay
              session={session}
              personId={personId}
              subject={subject}
              places={places}
              tool={tool}
              onDone={() => setTool("none")}
            />
          </>
        ) : shown === null ? (
          <Skeleton lines={4} heightPx={40} />
        ) : (
          <Empty icon="image" title={say("noStudy")} />
        )}
        {room.leader !== null && !leads && !isFollowing && (
          <p class="room-free">
            <Icon name="eye" tiny />
            {say("lookingFreely")}
          </p>
        )}
      </div>
    </>
  );
}

const shownOf = (attachment: Attachment): Shown => ({ kind: kinds[attachment.kind], id: attachment.id, extra: null });
