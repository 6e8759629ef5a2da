import { getJson, postJson } from "../platform/api";
import { onLive, sendLive } from "../platform/live";
import { createStore, type Store } from "../platform/store";
import { nowMs } from "../platform/time";
import { climbed, lowerOf, startLadder, upperOf, type Ladder, type Step } from "./ladder";
import type { LineFigures } from "./lineMeter";
import { Media } from "./media";
import { Mesh, type PeerView } from "./mesh";
import type { SignalKind } from "./peer";
import { QualityBook } from "./quality";
import type { RoomSession } from "./roomSession";

interface Relay {
  readonly iceServers: RTCIceServer[];
  readonly expiresAt: string;
}

interface Signalled {
  readonly roomId: string;
  readonly fromPeerId: string;
  readonly personId: string;
  readonly kind: SignalKind;
  readonly data: string;
}

/** What the line is like just now, for the badge and the figures. */
export interface CallLine {
  readonly step: Step;
  /** The ceiling chosen by hand; null leaves it to the line. */
  readonly ceiling: Step | null;
  readonly figures: ReadonlyMap<string, LineFigures>;
}

const measureMs = 1_000;
const relaySpareMs = 60_000;
/** Without the relay's address it is asked for again; a line may have been down when it was asked first. */
const relayAgainMs = 10_000;
/** People who are there and not reached for this long have text alone, whatever was chosen. */
const voicelessLimitSeconds = 12;
const onlyRelayKey = "telemed.onlyRelay";

/** On this computer every voice goes through the relay: for networks that forbid all else, and to try the relay. */
export const onlyRelay = {
  get: (): boolean => localStorage.getItem(onlyRelayKey) === "1",
  set: (on: boolean): void => (on ? localStorage.setItem(onlyRelayKey, "1") : localStorage.removeItem(onlyRelayKey)),
};

/** Voice and pictures of a room: the mesh, the ladder for each line of it, and the book of its minutes. */
export class Call {
  readonly media: Media;
  readonly peers: Store<readonly PeerView[]> = createStore<readonly PeerView[]>([]);
  readonly line: Store<CallLine>;
  /** Somebody asks this person for a still; with the part of the body he means. */
  readonly stillAsked: Store<{ readonly personId: string; readonly region: string | null } | null> = createStore<{
    readonly personId: string;
    readonly region: string | null;
  } | null>(null);
  private readonly mesh: Mesh;
  private readonly ladders = new Map<string, Ladder>();
  private readonly quality = new QualityBook();
  private readonly stops: (() => void)[] = [];
  private relay: Relay | null = null;
  private relayAskedMs = 0;
  private isStopped = false;
  private told: Step | null = null;
  private voicelessSeconds = 0;

  constructor(
    private readonly session: RoomSession,
    private readonly personId: string,
    media: Media,
  ) {
    this.media = media;
    this.line = createStore<CallLine>({ step: "video", ceiling: null, figures: new Map() });
    this.mesh = new Mesh(session.peerId, {
      send: (toPeerId, kind, data) => sendLive("Signal", session.id, toPeerId, kind, data),
      configuration: () => ({
        iceServers: this.relay?.iceServers ?? [],
        iceTransportPolicy: onlyRelay.get() ? "relay" : "all",
      }),
      onChange: () => this.peers.set(this.mesh.views),
    });
  }

  async start(): Promise<void> {
    this.isStopped = false;
    if (this.mayTalk) await this.renewRelay();
    if (this.isStopped) return;
    this.stops.push(
      onLive<Signalled>("roomSignal", message => {
        if (message.roomId === this.session.id) this.hear(message);
      }),
      this.session.room.watch(() => this.meet()),
      this.session.presence.watch(() => this.onPresence()),
      this.media.state.watch(() => void this.carry()),
    );
    await this.carry();
    this.meet();
    const timer = setInterval(() => void this.measure(), measureMs);
    this.stops.push(() => clearInterval(timer));
  }

  stop(): void {
    this.isStopped = true;
    for (const stop of this.stops.splice(0)) stop();
    this.mesh.close();
    this.media.close();
    void this.tellQuality(true);
  }

  /** The ceiling by hand; null gives the choice back to the line. */
  limit(ceiling: Step | null): void {
    this.line.set({ ...this.line.get(), ceiling });
    void this.tune();
  }

  askForStill(peerId: string, region: string | null): void {
    sendLive("Signal", this.session.id, peerId, "still_request", JSON.stringify({ region }));
  }

  private hear({ fromPeerId, personId, kind, data }: Signalled): void {
    if (kind !== "still_request") {
      this.mesh.hear(fromPeerId, kind, data);
      return;
    }
    const { region } = JSON.parse(data) as { readonly region: unknown };
    this.stillAsked.set({ personId, region: typeof region === "string" ? region : null });
  }

  /** Listeners hear no one's connection, and are told no relay, until the host lets them speak. */
  private get mayTalk(): boolean {
    const me = this.session.room.get().people.find(each => each.personId === this.personId);
    return me !== undefined && me.role !== "listener";
  }

  private meet(): void {
    const { people, consent, kind } = this.session.room.get();
    if (this.session.presence.get().kind !== "in") return;
    const isOpen = this.mayTalk && (consent !== null || kind === "class");
    if (isOpen && this.relayAskedMs === 0) {
      void this.renewRelay().then(() => this.meet());
      return;
    }
    const ids = (isOpen ? people : [])
      .filter(each => each.present && each.role !== "listener" && each.personId !== this.personId)
      .flatMap(each => (each.peerId === null ? [] : [each.peerId]));
    this.mesh.meet(ids);
    for (const id of this.ladders.keys()) if (!ids.includes(id)) this.ladders.delete(id);
  }

  private onPresence(): void {
    if (this.session.presence.get().kind !== "in") return;
    this.told = null;
    const relayed = this.mayTalk ? this.renewRelay() : Promise.resolve();
    void relayed.then(() => {
      this.meet();
      this.mesh.meetAgain();
    });
    this.tellDevices();
  }

  private async carry(): Promise<void> {
    await this.mesh.carry(this.media.track("audio"), this.media.track("video"));
    this.tellDevices();
  }

  private tellDevices(): void {
    const { microphone, camera } = this.media.state.get();
    sendLive("Devices", this.session.id, { microphone, camera });
  }

  private async measure(): Promise<void> {
    const lines = await this.mesh.measure();
    for (const [peerId, { sample }] of lines)
      this.ladders.set(peerId, climbed(this.ladders.get(peerId) ?? startLadder(), sample));
    this.line.set({ ...this.line.get(), figures: lines });
    const alone = this.mesh.views.length === 0;
    this.voicelessSeconds = alone || lines.size > 0 ? 0 : this.voicelessSeconds + 1;
    await this.tune();
    if (!alone) this.quality.add(nowMs(), this.line.get().step, [...lines.values()]);
    await this.tellQuality(false);
    const isOld = this.mayTalk && this.isRelayOld;
    if (isOld && nowMs() - this.relayAskedMs > relayAgainMs) await this.renewRelay();
  }

  private get isRelayOld(): boolean {
    return this.relay === null || Date.parse(this.relay.expiresAt) - nowMs() < relaySpareMs;
  }

  /** Each line has its own step: one person on a bad line does not cost the others their picture. */
  private async tune(): Promise<void> {
    const { ceiling } = this.line.get();
    const telephoning = new Set(this.session.room.get().people.flatMap(each => (each.ladder === "phone" ? [each.peerId] : [])));
    let best: Step | null = null;
    for (const { peerId } of this.mesh.views) {
      const step = lowerOf(this.ladders.get(peerId)?.step ?? "video", ceiling ?? "video");
      best = best === null ? step : upperOf(best, step);
      // Whoever telephones would hear everything twice.
      await this.mesh.tune(peerId, telephoning.has(peerId) ? "phone" : step);
    }
    const isVoiceless = this.voicelessSeconds > voicelessLimitSeconds;
    const step = isVoiceless ? lowerOf("text", ceiling ?? "text") : (best ?? ceiling ?? "video");
    if (step !== this.line.get().step) this.line.set({ ...this.line.get(), step });
    if (step === this.told || this.session.presence.get().kind !== "in") return;
    this.told = step;
    sendLive("Ladder", this.session.id, step, ceiling !== null);
  }

  private async tellQuality(all: boolean): Promise<void> {
    const minutes = this.quality.take(all);
    if (minutes.length === 0) return;
    await postJson(`/api/rooms/${this.session.id}/quality`, { minutes }).catch(() => this.quality.giveBack(minutes));
  }

  private async renewRelay(): Promise<void> {
    this.relayAskedMs = nowMs();
    const fresh = await getJson<Relay>(`/api/rooms/${this.session.id}/relay`).catch(() => null);
    if (fresh !== null) this.relay = fresh;
  }
}
