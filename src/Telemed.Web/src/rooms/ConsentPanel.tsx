import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { asProblem, type Problem } from "../platform/problem";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Tick } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments } from "../ui/Select";
import { consentWays, type ConsentWay, type Room } from "./types";
import { roomWords } from "./words";

interface ConsentPanelProps {
  readonly room: Room;
  readonly onRoom: (room: Room) => void;
}

/** The patient is asked before anything of him is shown or said. Recording is a question of its own, and off. */
export function ConsentPanel({ room, onRoom }: ConsentPanelProps): VNode {
  const say = useWords(roomWords);
  const [how, setHow] = useState<ConsentWay>(room.colour === "red" ? "emergency" : "spoken");
  const [recording, setRecording] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (room.consent !== null)
    return (
      <p class="note green">
        <Icon name="check" />
        <span class="body">
          {say("consentGiven", {
            how: say(`consent_${room.consent.how}`),
            name: room.consent.byName,
            time: showMoment(room.consent.at),
          })}{" "}
          {say(room.consent.recording ? "recordingAllowed" : "recordingNotAllowed")}
        </span>
      </p>
    );
  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      onRoom(await postJson<Room>(`/api/rooms/${room.id}/consent`, { how, recording }));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="panel column" aria-label={say("consent")}>
      <h2>{say("consent")}</h2>
      <p>{say("consentText")}</p>
      {room.allowed.includes("consent") ? (
        <>
          <Segments
            label={say("consent")}
            value={how}
            onChange={setHow}
            choices={consentWays.map(value => ({ value, label: say(`consent_${value}`) }))}
          />
          <Tick checked={recording} onChange={setRecording}>
            {say("consentRecording")}
          </Tick>
          {problem && <ProblemNote problem={problem} />}
          <div>
            <Button look="primary" icon="check" busy={busy} onClick={() => void send()}>
              {say("recordConsent")}
            </Button>
          </div>
        </>
      ) : (
        <p class="quiet">{say("consentByOthers")}</p>
      )}
    </section>
  );
}
