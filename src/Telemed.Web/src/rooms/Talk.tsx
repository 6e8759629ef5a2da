import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useAgain } from "../platform/again";
import { postJson } from "../platform/api";
import { asProblem, type Problem } from "../platform/problem";
import { saidFor } from "../platform/problemWords";
import { useStore } from "../platform/store";
import { showTime } from "../platform/time";
import { useWords, type Say } from "../platform/words";
import { bytes } from "../ui/bytes";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { problemText } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import { UploadList } from "../uploads/UploadList";
import { useUploads } from "../uploads/useUploads";
import { bodyRegionWord } from "./bodyRegions";
import type { Call } from "./call";
import { steps } from "./ladder";
import type { RoomSession } from "./roomSession";
import type { RoomLine } from "./types";
import { VoiceNoteButton } from "./VoiceNote";
import { roomWords } from "./words";

type Word = Extract<keyof typeof roomWords.all.en, string>;

interface TalkProps {
  readonly session: RoomSession;
  readonly call: Call;
  readonly personId: string;
  readonly caseId: string | null;
}

const longest = 2_000;

/** Everything said, sent and done in the room, in one row of time; it goes on when voice and picture do not. */
export function Talk({ session, call, personId, caseId }: TalkProps): VNode {
  const say = useWords(roomWords);
  const lines = useStore(session.lines);
  const unsaid = useStore(session.unsaid);
  const room = useStore(session.room);
  const [text, setText] = useState("");
  const [over, setOver] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const uploads = useUploads(caseId ?? "");
  const files = useRef<HTMLInputElement>(null);
  // What was uploaded before on the page of the case is there already and is not told again.
  const [told, setTold] = useState<ReadonlySet<string>>(() => new Set(uploads.items.map(item => item.localId)));
  const isSending = useRef(new Set<string>());
  const [failure, setFailure] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  useAgain(failure?.mayPass ? failure : null, () => setRound(count => count + 1));
  const coming = uploads.items.filter(item => !told.has(item.localId));
  const shown = calm(lines.filter(line => line.kind !== "drawing" && line.kind !== "erase"));
  const mayChat = room.allowed.includes("chat");
  const maySend = room.allowed.includes("file") && caseId !== null;

  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [shown.length, unsaid.length]);
  useEffect(() => {
    for (const { state, attachmentId, localId } of coming) {
      if (state !== "accepted" || !attachmentId || isSending.current.has(localId)) continue;
      isSending.current.add(localId);
      postJson<RoomLine>(`/api/rooms/${session.id}/files`, { attachmentId, clientId: localId }).then(
        line => {
          session.took(line);
          setFailure(null);
          setTold(old => new Set([...old, localId]));
        },
        (error: unknown) => {
          isSending.current.delete(localId);
          const found = asProblem(error);
          setFailure(found);
          if (found.mayPass) return; // it stays in the list and is told when the line is back
          const { title, text: why } = problemText(found);
          toast(`${title} ${why}`, { look: "red" });
        },
      );
    }
  }, [uploads.items, round]);
  const nameOf = (id: unknown) => room.people.find(person => person.personId === id)?.name ?? "";
  const send = () => {
    const words = text.trim();
    if (words === "") return;
    session.say(words);
    setText("");
  };
  return (
    <div
      class={over ? "room-talk over" : "room-talk"}
      onDragOver={event => {
        if (!maySend) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault();
        setOver(false);
        if (maySend) uploads.add(Array.from(event.dataTransfer?.files ?? [], file => ({ file, folder: null })));
      }}
    >
      <div class="room-lines" ref={list} role="log" aria-label={say("talk")} tabIndex={0}>
        {shown.map(line => (
          <Line key={line.sequence} line={line} isMine={line.personId === personId} nameOf={nameOf} say={say} />
        ))}
        {unsaid.map(each => (
          <div key={each.clientId} class="message mine waiting">
            <p class="quiet small">
              {each.refused === undefined ? say("waitsForLine") : `${say("notSaid")} ${saidFor(each.refused) ?? ""}`}
            </p>
            <p class="pre">{each.text}</p>
          </div>
        ))}
        {shown.length === 0 && unsaid.length === 0 && <p class="quiet">{say("nothingSaid")}</p>}
      </div>
      {coming.length > 0 && <UploadList uploads={{ ...uploads, items: coming }} />}
      {mayChat && (
        <form
          class="room-say"
          onSubmit={event => {
            event.preventDefault();
            send();
          }}
        >
          {maySend && (
            <>
              <input
                ref={files}
                type="file"
                multiple
                hidden
                aria-label={say("sendFile")}
                onChange={event => {
                  uploads.add(Array.from(event.currentTarget.files ?? [], file => ({ file, folder: null })));
                  event.currentTarget.value = "";
                }}
              />
              <Button look="plain" icon="upload" label={say("sendFile")} onClick={() => files.current?.click()} />
              <VoiceNoteButton session={session} call={call} />
            </>
          )}
          <textarea
            id="room-talk"
            class="input grow"
            rows={1}
            maxLength={longest}
            value={text}
            aria-label={say("write")}
            placeholder={say("write")}
            onInput={event => setText(event.currentTarget.value)}
            onKeyDown={event => {
              if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
              event.preventDefault();
              send();
            }}
          />
          <Button type="submit" icon="send" label={say("send")} disabled={text.trim() === ""} />
        </form>
      )}
    </div>
  );
}

interface LineProps {
  readonly line: RoomLine;
  readonly isMine: boolean;
  readonly nameOf: (personId: unknown) => string;
  readonly say: Say<Word>;
}

function Line({ line, isMine, nameOf, say }: LineProps): VNode {
  const time = showTime(line.at);
  if (line.kind === "state" || line.kind === "kept" || line.kind === "note")
    return (
      <p class="room-event quiet small">
        <span class="tabular">{time}</span> {stateText(line, nameOf, say)}
      </p>
    );
  return (
    <div class={isMine ? "message mine" : "message"}>
      <p class="quiet small">
        {line.name} · <span class="tabular">{time}</span>
      </p>
      {line.kind === "chat" ? <p class="pre">{String(line.body["text"] ?? "")}</p> : <Sent line={line} say={say} />}
    </div>
  );
}

function Sent({ line, say }: { readonly line: RoomLine; readonly say: Say<Word> }): VNode {
  const { attachmentId, region, caption, sizeBytes } = line.body;
  const url = `/api/attachments/${String(attachmentId)}/content`;
  const where = typeof region === "string" ? bodyRegionWord(region) : null;
  const words = [where, typeof caption === "string" ? caption : null].filter(Boolean).join(" · ");
  if (line.kind === "still")
    return (
      <figure class="room-still">
        <a href={url} target="_blank" rel="noopener">
          <img src={url} alt={words === "" ? say("still") : words} loading="lazy" />
        </a>
        {words !== "" && <figcaption class="small">{words}</figcaption>}
      </figure>
    );
  if (line.kind === "voice") {
    const name = say(line.body["recorded"] === true ? "recorded" : "voiceNote");
    return (
      <figure class="room-voice">
        <audio controls preload="none" src={url} aria-label={name} />
        <figcaption class="small quiet">{name}</figcaption>
      </figure>
    );
  }
  return (
    <a class="row" href={url} download>
      <Icon name="file" tiny />
      <span>{words === "" ? say("file") : words}</span>
      {typeof sizeBytes === "number" && <span class="quiet small">{bytes(sizeBytes)}</span>}
    </a>
  );
}

const isLadder = (line: RoomLine): boolean =>
  line.kind === "state" && (line.body["code"] === "ladder" || line.body["code"] === "ladder_by_hand");

/** A line that sways makes many words of itself; only where it stands in the end is shown. */
function calm(lines: readonly RoomLine[]): readonly RoomLine[] {
  return lines.filter((line, at) => {
    const next = lines[at + 1];
    return !(isLadder(line) && next !== undefined && isLadder(next));
  });
}

const stateWords: Readonly<Record<string, Word>> = {
  admitted: "did_admitted",
  removed: "did_removed",
  declined: "did_declined",
  leader: "did_leader",
  consent: "did_consent",
  recording_on: "did_recording",
  recording_off: "did_recording_off",
  live: "did_live",
  interrupted: "did_interrupted",
  rejoined: "did_rejoined",
  ended: "did_ended",
  role: "did_role",
  invited: "did_invited",
  rung: "did_rung",
  no_reply: "did_no_reply",
  chain_exhausted: "did_chain_exhausted",
  soft_limit: "did_soft_limit",
  specialist_no_show: "did_specialist_no_show",
  sender_no_show: "did_sender_no_show",
  waits_outside: "did_waits_outside",
  same_slot: "did_same_slot",
  red_call: "did_red_call",
  test_open: "did_test_open",
  test_missing: "did_test_missing",
  by_telephone: "did_by_telephone",
};

function stateText(line: RoomLine, nameOf: LineProps["nameOf"], say: Say<Word>): string {
  const name = line.name ?? nameOf(line.body["personId"]);
  if (line.kind === "kept") return say("did_kept", { name });
  if (line.kind === "note") return say("did_note", { name });
  const code = String(line.body["code"] ?? "");
  const about = nameOf(line.body["personId"]) || name;
  if (isLadder(line)) {
    const step = steps.find(each => each === line.body["text"]);
    return say("did_ladder", { name: about === "" ? say("line") : about, step: step ? say(`step_${step}`) : "" });
  }
  if (code === "leader" && line.body["personId"] == null) return say("did_free");
  const word = stateWords[code];
  const text = typeof line.body["text"] === "string" ? line.body["text"] : "";
  return word === undefined
    ? [about, code.replaceAll("_", " "), text].filter(Boolean).join(" · ")
    : say(word, { name: about });
}
