import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem } from "../platform/problem";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { problemText } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import type { Call } from "./call";
import { sendMedia } from "./sendMedia";
import type { RoomSession } from "./roomSession";
import { roomWords } from "./words";

/** Two minutes at this rate are 240 kB: a village line sends them in the background. */
const bitsPerSecond = 16_000;
const longestMs = 120_000;

/** When a line carries no voice, a recorded one still gets there. */
export function VoiceNoteButton({ session, call }: { readonly session: RoomSession; readonly call: Call }): VNode {
  const say = useWords(roomWords);
  const own = useStore(call.media.state);
  const [recorder, setRecorder] = useState<MediaRecorder | null>(null);
  const [busy, setBusy] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => recorder?.stop(), [recorder]);
  const start = async () => {
    if (!own.microphone) await call.media.switch("microphone", true);
    const track = call.media.track("audio");
    if (track === null) {
      toast(say("fault_absent"), { look: "red" });
      return;
    }
    const made = new MediaRecorder(new MediaStream([track.clone()]), { audioBitsPerSecond: bitsPerSecond });
    const pieces: Blob[] = [];
    made.addEventListener("dataavailable", event => pieces.push(event.data));
    made.addEventListener("stop", () => {
      if (timer.current !== null) clearTimeout(timer.current);
      for (const each of made.stream.getTracks()) each.stop();
      setRecorder(null);
      void send(new Blob(pieces, { type: made.mimeType.split(";")[0] ?? "audio/webm" }));
    });
    made.start();
    timer.current = setTimeout(() => made.stop(), longestMs);
    setRecorder(made);
  };
  // What was said once is not said again just so: it stays here until it has gone.
  const [unsent, setUnsent] = useState<{ readonly note: Blob; readonly id: string } | null>(null);
  const send = async (note: Blob, id: string = crypto.randomUUID()) => {
    if (note.size === 0) return;
    setBusy(true);
    try {
      session.took(await sendMedia(session.id, "voice", note, null, null, id));
      setUnsent(null);
    } catch (error) {
      setUnsent({ note, id });
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
    } finally {
      setBusy(false);
    }
  };
  if (unsent !== null && !busy)
    return (
      <Button
        look="danger"
        icon="refresh"
        label={say("sendAgain")}
        onClick={() => void send(unsent.note, unsent.id)}
      />
    );
  return (
    <Button
      look={recorder === null ? "plain" : "danger"}
      icon="microphone"
      label={say(recorder === null ? "voiceNote" : "voiceNoteStop")}
      busy={busy}
      pressed={recorder !== null}
      onClick={() => (recorder === null ? void start() : recorder.stop())}
    />
  );
}
