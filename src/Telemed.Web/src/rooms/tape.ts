import { asProblem } from "../platform/problem";
import { problemText } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import type { Call } from "./call";
import type { RoomSession } from "./roomSession";
import { sendMedia } from "./sendMedia";
import type { Room, RoomLine } from "./types";

/** A piece of two minutes is 360 kB at this rate: what is lost when a computer dies is never more than that. */
const bitsPerSecond = 24_000;
const pieceMs = 120_000;
const tryAgainMs = 5_000;

/** Who switched the recording on last; his browser is the one that records. */
export function taperOf(lines: readonly RoomLine[]): string | null {
  const on = lines.findLast(line => line.kind === "state" && line.body["code"] === "recording_on");
  const personId = on?.body["personId"];
  return typeof personId === "string" ? personId : null;
}

/** The room is really being recorded: it is switched on, and whoever records is there. */
export function isTaped(room: Room, lines: readonly RoomLine[]): boolean {
  const taper = taperOf(lines);
  return room.recording && room.people.some(person => person.personId === taper && person.present);
}

/** Records everybody's voice while the recording of the room is on, and files it piece by piece with the case. */
export class Tape {
  private readonly stops: (() => void)[];
  private mix: { readonly context: AudioContext; readonly into: MediaStreamAudioDestinationNode } | null = null;
  private sources: MediaStreamAudioSourceNode[] = [];
  private recorder: MediaRecorder | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly session: RoomSession,
    private readonly call: Call,
    private readonly personId: string,
  ) {
    this.stops = [
      session.room.watch(() => this.follow()),
      session.lines.watch(() => this.follow()),
      call.peers.watch(() => this.listen()),
      call.media.state.watch(() => this.listen()),
    ];
    this.follow();
  }

  /** Ends; the last piece is still sent. */
  close(): void {
    for (const stop of this.stops.splice(0)) stop();
    this.end();
  }

  private follow(): void {
    const mine = this.session.room.get().recording && taperOf(this.session.lines.get()) === this.personId;
    if (mine && this.mix === null) this.begin();
    else if (!mine && this.mix !== null) this.end();
  }

  private begin(): void {
    const context = new AudioContext();
    this.mix = { context, into: context.createMediaStreamDestination() };
    this.listen();
    this.startPiece();
    this.timer = setInterval(() => this.startPiece(), pieceMs);
  }

  private end(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.recorder?.stop();
    this.recorder = null;
    void this.mix?.context.close();
    this.mix = null;
    this.sources = [];
  }

  /** Own voice and everybody else's; who comes later is heard from then on. */
  private listen(): void {
    if (this.mix === null) return;
    for (const source of this.sources) source.disconnect();
    const own = this.call.media.track("audio");
    const streams = this.call.peers.get().map(peer => peer.stream).filter(stream => stream.getAudioTracks().length > 0);
    if (own !== null) streams.push(new MediaStream([own]));
    const { context, into } = this.mix;
    this.sources = streams.map(stream => {
      const source = context.createMediaStreamSource(stream);
      source.connect(into);
      return source;
    });
  }

  private startPiece(): void {
    if (this.mix === null) return;
    this.recorder?.stop();
    const made = new MediaRecorder(this.mix.into.stream, { audioBitsPerSecond: bitsPerSecond });
    const parts: Blob[] = [];
    made.addEventListener("dataavailable", event => parts.push(event.data));
    made.addEventListener("stop", () => {
      const piece = new Blob(parts, { type: made.mimeType.split(";")[0] ?? "audio/webm" });
      if (piece.size > 0) this.sending = this.sending.then(() => this.send(piece));
    });
    made.start();
    this.recorder = made;
  }

  /** Safe to repeat with one number: a cut in the middle leaves neither a gap nor a piece twice. */
  private async send(piece: Blob): Promise<void> {
    const clientId = crypto.randomUUID();
    for (;;) {
      try {
        this.session.took(await sendMedia(this.session.id, "recording", piece, null, null, clientId));
        return;
      } catch (error) {
        const problem = asProblem(error);
        if (problem.status !== 0 && problem.status < 500) {
          const { title, text } = problemText(problem);
          toast(`${title} ${text}`, { look: "red" });
          return;
        }
        await new Promise(resolve => setTimeout(resolve, tryAgainMs));
      }
    }
  }
}
