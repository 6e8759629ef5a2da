import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { postJson, putJson } from "../platform/api";
import { useData } from "../platform/data";
import { dropDraft, keepDraft, keptDraft } from "../platform/drafts";
import { withFresh } from "../platform/fresh";
import { useKeys } from "../platform/keys";
import { asProblem, isAbort, type Problem } from "../platform/problem";
import { navigate } from "../platform/router";
import { useSession } from "../platform/session";
import { showMoment, showTime } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Clock } from "../ui/Clock";
import { TextField } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { ProblemNote, problemText } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { toast } from "../ui/Toast";
import type { Step } from "./ladder";
import type { NoteContent, Room, RoomNote } from "./types";
import { Telephones } from "./Telephones";
import { titleOf } from "./titleOf";
import { roomWords } from "./words";

interface Attendance {
  readonly items: readonly { readonly personId: string; readonly name: string; readonly minutes: number }[];
  readonly quality: readonly { readonly ladder: Step; readonly minutes: number }[];
}

/** After the room: the note with its clock, and what the call was like. */
export function AfterRoom({ room, onChanged }: { readonly room: Room; readonly onChanged: () => void }): VNode {
  const say = useWords(roomWords);
  const personId = useSession()?.person.id ?? "";
  const attendance = useData<Attendance>(`/api/rooms/${room.id}/attendance`);
  return (
    <div class="page room-narrow">
      <section class="panel column">
        <div class="row wrap">
          <h1 class="grow">{titleOf(room, say)}</h1>
          <span class="badge">{say(`state_${room.state}`)}</span>
          {room.note.state !== "signed" && room.note.dueAt !== null && (
            <Clock dueAt={room.note.dueAt} startedAt={room.endedAt} />
          )}
        </div>
        <p class="quiet">{room.endedAt === null ? null : say("endedAt", { time: showMoment(room.endedAt) })}</p>
        {attendance.value && (
          <dl class="facts">
            {attendance.value.items.map(each => (
              <>
                <dt>{each.name}</dt>
                <dd class="tabular">{say("minutesOf", { n: each.minutes })}</dd>
              </>
            ))}
            {attendance.value.quality.map(each => (
              <>
                <dt>{say(`step_${each.ladder}`)}</dt>
                <dd class="tabular">{say("minutesOf", { n: each.minutes })}</dd>
              </>
            ))}
          </dl>
        )}
        {room.state === "tech_failure" && <LineFailed room={room} personId={personId} />}
        {room.consultationId !== null && (
          <div>
            <Button to={`/case/${room.consultationId}`} icon="file">
              {say("toCase")}
            </Button>
          </div>
        )}
      </section>
      {room.allowed.includes("note") || room.note.state === "signed" ? (
        <Note room={room} onChanged={onChanged} />
      ) : (
        room.note.dueAt !== null && <p class="note">{say("noteByOthers")}</p>
      )}
    </div>
  );
}

/** The line broke for good: the others' telephones, and the way back into the place one had. */
function LineFailed({ room, personId }: { readonly room: Room; readonly personId: string }): VNode {
  const say = useWords(roomWords);
  const [busy, setBusy] = useState(false);
  const mayOpen = room.consultationId !== null && room.me !== null && room.me.role !== "listener";
  const open = async () => {
    setBusy(true);
    try {
      const again = await postJson<Room>("/api/rooms", { consultationId: room.consultationId, kind: "consult" });
      navigate(`/room/${again.id}`);
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
      setBusy(false);
    }
  };
  return (
    <>
      <p class="note red" role="status">
        <Icon name="warning" tiny />
        <span class="body">{say("lineFailed")}</span>
      </p>
      <Telephones people={room.people} personId={personId} words="did_by_telephone" />
      {mayOpen && (
        <div>
          <Button look="primary" icon="refresh" busy={busy} onClick={() => void open()}>
            {say("openAgain")}
          </Button>
        </div>
      )}
    </>
  );
}

const parts = ["findings", "advice", "actions", "limits"] as const;
const longest = 8_000;
const saveAfterMs = 2_000;

function Note({ room, onChanged }: { readonly room: Room; readonly onChanged: () => void }): VNode | null {
  const say = useWords(roomWords);
  const personId = useSession()?.person.id ?? "";
  const key = `room.note.${room.id}`;
  const mayWrite = room.allowed.includes("note");
  const found = useData<RoomNote>(`/api/rooms/${room.id}/note`);
  const [content, setContent] = useState<NoteContent | null>(() => keptDraft<NoteContent>(key, personId));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const version = useRef(0);
  const note = found.value;
  useEffect(() => {
    if (note === null) return;
    version.current = Math.max(version.current, note.version);
    setContent(old => old ?? note.content);
  }, [note]);
  const isChanged = content !== null && note !== null && parts.some(part => (content[part] ?? "") !== (note.content[part] ?? ""));
  const save = async () => {
    if (content === null || !isChanged) return;
    const saved = await putJson<RoomNote>(`/api/rooms/${room.id}/note`, { version: version.current, content });
    version.current = saved.version;
    found.set(saved);
    dropDraft(key);
  };
  useEffect(() => {
    if (!mayWrite || !isChanged || content === null) return;
    keepDraft(key, personId, content);
    const timer = setTimeout(() => void save().catch((error: unknown) => setProblem(asProblem(error))), saveAfterMs);
    return () => clearTimeout(timer);
  }, [content, isChanged]);
  const sign = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await save();
      const signed = await withFresh(headers =>
        postJson<RoomNote>(`/api/rooms/${room.id}/note/signature`, { version: version.current }, undefined, headers),
      );
      found.set(signed);
      dropDraft(key);
      toast(say("noteSigned"));
      onChanged();
    } catch (error) {
      if (!isAbort(error)) setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const maySign = room.allowed.includes("sign") && note?.signedAt === null;
  useKeys(maySign ? [{ press: "Ctrl+Enter", says: say("sign"), run: () => void sign(), whileTyping: true }] : []);
  if (note === null || content === null)
    // A guest of the session does not see the case any more, nor its note.
    return found.problem?.status === 404 ? null : found.problem ? (
      <ProblemNote problem={found.problem} onRetry={found.refetch} />
    ) : (
      <Skeleton lines={5} />
    );
  if (note.signedAt !== null)
    return (
      <section class="panel column" aria-label={say("note")}>
        <h2>{say("note")}</h2>
        <p class="note green">
          <Icon name="check" tiny />
          <span class="body">{say("signedBy", { name: note.signerName ?? "", time: showMoment(note.signedAt) })}</span>
        </p>
        {parts.map(part =>
          note.content[part] ? (
            <div key={part}>
              <h3>{say(`note_${part}`)}</h3>
              <p class="pre">{note.content[part]}</p>
            </div>
          ) : null,
        )}
      </section>
    );
  return (
    <section class="panel column" aria-label={say("note")}>
      <h2>{say("note")}</h2>
      <p class="quiet">{say("noteText")}</p>
      {parts.map(part => (
        <TextField
          key={part}
          label={say(`note_${part}`)}
          rows={part === "limits" ? 2 : 4}
          maxLength={longest}
          value={content[part] ?? ""}
          required={part === "findings" || part === "advice"}
          onInput={text => setContent({ ...content, [part]: text })}
        />
      ))}
      {problem && <ProblemNote problem={problem} />}
      <div class="row wrap">
        <span class="quiet small grow" role="status">
          {isChanged ? say("notSaved") : note.savedAt === null ? "" : say("savedAt", { time: showTime(note.savedAt) })}
        </span>
        {maySign && (
          <Button look="primary" icon="pen" busy={busy} onClick={() => void sign()}>
            {say("sign")}
          </Button>
        )}
      </div>
    </section>
  );
}
