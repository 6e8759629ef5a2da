import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { isAbort } from "../platform/problem";
import { useStore } from "../platform/store";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Tick } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { onlyRelay } from "./call";
import { adviceFor, testLine } from "./deviceTest";
import type { Media } from "./media";
import type { LineTest, Room } from "./types";
import { Picture } from "./Picture";
import { roomWords } from "./words";

interface DeviceCheckProps {
  readonly room: Room;
  readonly media: Media;
  readonly onTested: (room: Room) => void;
  /** Offered where one can go in at once. */
  readonly onPhone?: () => void;
}

/** Camera, microphone and line, tried before anybody waits for them; what is wrong is said with what helps. */
export function DeviceCheck({ room, media, onTested, onPhone }: DeviceCheckProps): VNode {
  const say = useWords(roomWords);
  const own = useStore(media.state);
  const [test, setTest] = useState<LineTest | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [relayOnly, setRelayOnly] = useState(onlyRelay.get());
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const opensAt = room.timers.find(timer => timer.kind === "test_opens")?.dueAt;

  const run = async () => {
    abort.current?.abort();
    abort.current = new AbortController();
    setBusy(true);
    setFailed(false);
    try {
      if (media.state.get().stream === null) await media.open(true, true);
      const { camera, microphone } = media.state.get();
      const result = await testLine(room.id, { camera, microphone }, abort.current.signal);
      setTest(result);
      onTested(await postJson<Room>(`/api/rooms/${room.id}/device-test`, result, abort.current.signal));
    } catch (error) {
      if (!isAbort(error)) setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="panel column" aria-label={say("deviceTest")}>
      <div class="row wrap">
        <h2 class="grow">{say("deviceTest")}</h2>
        <Button icon="camera" busy={busy} onClick={() => void run()}>
          {say(test === null ? "startTest" : "testAgain")}
        </Button>
      </div>
      <div class="room-check">
        <div class="room-mirror">
          {own.camera && own.stream ? (
            <Picture stream={own.stream} label={say("yourPicture")} muted mirrored />
          ) : (
            <span class="quiet small">{say(own.fault === null ? "cameraOff" : `fault_${own.fault}`)}</span>
          )}
        </div>
        <div class="column grow">
          <div class="row wrap">
            <Button
              size="small"
              pressed={own.microphone}
              onClick={() => void media.switch("microphone", !own.microphone)}
            >
              {say("microphone")}
            </Button>
            <Button size="small" icon="camera" pressed={own.camera} onClick={() => void media.switch("camera", !own.camera)}>
              {say("camera")}
            </Button>
          </div>
          {own.microphone && own.stream && <VoiceLevel stream={own.stream} label={say("voiceLevel")} />}
          {test !== null && (
            <dl class="facts">
              <dt>{say("down")}</dt>
              <dd class="tabular">{say("kbps", { n: test.downKbps })}</dd>
              <dt>{say("up")}</dt>
              <dd class="tabular">{say("kbps", { n: test.upKbps })}</dd>
              <dt>{say("delay")}</dt>
              <dd class="tabular">{say("ms", { n: test.rttMs })}</dd>
              <dt>{say("relay")}</dt>
              <dd>{say(test.relayed ? "relayReached" : "relayNotReached")}</dd>
            </dl>
          )}
        </div>
      </div>
      {test !== null &&
        adviceFor(test).map(advice => (
          <p key={advice} class={advice === "good" ? "note green" : "note yellow"} role="status">
            <Icon name={advice === "good" ? "check" : "info"} tiny />
            <span class="body">{say(`advice_${advice}`)}</span>
          </p>
        ))}
      {failed && <p class="note yellow">{say("testFailed")}</p>}
      {opensAt !== undefined && (
        <p class="note" role="status">
          <Icon name="clock" tiny />
          <span class="body">{say("testCountsFrom", { time: showMoment(opensAt) })}</span>
        </p>
      )}
      {onPhone && (
        <div>
          <Button size="small" icon="phone" onClick={onPhone}>
            {say("enterByPhone")}
          </Button>
        </div>
      )}
      <Tick
        checked={relayOnly}
        onChange={on => {
          onlyRelay.set(on);
          setRelayOnly(on);
        }}
      >
        {say("onlyRelay")}
      </Tick>
    </section>
  );
}

/** How loud the microphone hears, so that a person sees that it does. */
function VoiceLevel({ stream, label }: { readonly stream: MediaStream; readonly label: string }): VNode {
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
      if (bar.current) bar.current.value = Math.min(1, Math.sqrt(power) * 5);
    }, 100);
    return () => {
      clearInterval(timer);
      void context.close();
    };
  }, [stream]);
  return <meter ref={bar} class="room-level" min={0} max={1} value={0} aria-label={label} />;
}
