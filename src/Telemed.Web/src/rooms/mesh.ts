import type { LineSample, Step } from "./ladder";
import { LineMeter, type LineFigures } from "./lineMeter";

export type SignalKind = "offer" | "answer" | "ice" | "bye" | "still_request" | "restart";

/** What travels inside a signal. `life` is new with every load of the page: an old connection cannot be taken up by it. */
interface Envelope {
  readonly life: string;
  readonly sdp?: string;
  readonly candidate?: RTCIceCandidateInit;
}

export interface PeerView {
  readonly peerId: string;
  readonly stream: MediaStream;
  readonly state: RTCPeerConnectionState;
}

export interface MeshHooks {
  readonly send: (toPeerId: string, kind: SignalKind, data: string) => void;
  readonly configuration: () => RTCConfiguration;
  readonly onChange: () => void;
}

/** The browser waits this long by itself before a broken path is searched anew. */
const patienceMs = 4_000;
/** What is pending on a connection that is closed meanwhile never ends (WebRTC, chained operations): the next goes on. */
const turnLimitMs = 5_000;

/** Voice and pictures between the people of a room, each pair directly or by the relay. Six at most: the hub sees to it. */
export class Mesh {
  private readonly peers = new Map<string, Peer>();
  private tracks: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } = { audio: null, video: null };
  private readonly life = crypto.randomUUID();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ownPeerId: string,
    private readonly hooks: MeshHooks,
  ) {}

  /** Opens a line to everyone new and closes those to the ones who left. */
  meet(peerIds: readonly string[]): void {
    for (const [peerId, peer] of this.peers) {
      if (peerIds.includes(peerId)) continue;
      peer.close();
      this.peers.delete(peerId);
      this.hooks.onChange();
    }
    for (const peerId of peerIds) {
      if (peerId === this.ownPeerId || this.peers.has(peerId)) continue;
      const peer = this.open(peerId);
      if (this.offersTo(peerId)) this.inTurn(() => peer.offer());
      else this.tell(peerId, "restart", {});
    }
  }

  /** After a cut of the line to the hub: whoever is not connected is asked again. */
  meetAgain(): void {
    for (const peer of this.peers.values()) if (!peer.isUp) this.renew(peer);
  }

  /** Signals are taken one after the other: a half-done answer must not meet the next offer. */
  hear(fromPeerId: string, kind: SignalKind, data: string): void {
    this.inTurn(() => this.take(fromPeerId, kind, data));
  }

  private async take(fromPeerId: string, kind: SignalKind, data: string): Promise<void> {
    const envelope = JSON.parse(data) as Envelope;
    let peer = this.peers.get(fromPeerId);
    if (kind === "bye" || (peer && peer.theirLife !== null && peer.theirLife !== envelope.life)) {
      peer?.close();
      this.peers.delete(fromPeerId);
      this.hooks.onChange();
      if (kind === "bye") return;
      peer = undefined;
    }
    if (peer === undefined) {
      if (kind === "answer" || kind === "ice") return; // belongs to a connection that is gone
      peer = this.open(fromPeerId);
      peer.theirLife = envelope.life;
      if (kind === "restart") {
        if (this.offersTo(fromPeerId)) await peer.offer();
        return;
      }
    }
    const isFirstWord = peer.theirLife === null;
    peer.theirLife = envelope.life;
    if (kind === "restart") await peer.offerAgain(!isFirstWord);
    else if (kind === "offer" && envelope.sdp !== undefined) await peer.answer(envelope.sdp);
    else if (kind === "answer" && envelope.sdp !== undefined) await peer.accept(envelope.sdp);
    else if (kind === "ice" && envelope.candidate !== undefined) await peer.add(envelope.candidate);
  }

  async carry(audio: MediaStreamTrack | null, video: MediaStreamTrack | null): Promise<void> {
    this.tracks = { audio, video };
    await Promise.all([...this.peers.values()].map(peer => peer.carry(this.tracks)));
  }

  async tune(peerId: string, step: Step): Promise<void> {
    await this.peers.get(peerId)?.tune(step);
  }

  /** The figures of each line in the last second; only of lines that stand. */
  async measure(): Promise<ReadonlyMap<string, LineFigures & { readonly sample: LineSample }>> {
    const all = new Map<string, LineFigures & { readonly sample: LineSample }>();
    for (const [peerId, peer] of this.peers) {
      const figures = await peer.measure();
      if (figures !== null) all.set(peerId, figures);
    }
    return all;
  }

  get views(): readonly PeerView[] {
    return [...this.peers.entries()].map(([peerId, peer]) => ({ peerId, stream: peer.stream, state: peer.state }));
  }

  close(): void {
    for (const [peerId, peer] of this.peers) {
      this.tell(peerId, "bye", {});
      peer.close();
    }
    this.peers.clear();
  }

  private inTurn(act: () => Promise<void>): void {
    // A connection that was closed while its turn came refuses; the next signal finds a new one.
    const limited = () => Promise.race([act(), new Promise<void>(over => setTimeout(over, turnLimitMs))]);
    this.turn = this.turn.then(limited).catch(() => undefined);
  }

  private open(peerId: string): Peer {
    const peer = new Peer(this.hooks.configuration(), {
      tell: (kind, body) => this.tell(peerId, kind, body),
      onChange: this.hooks.onChange,
      onBroken: () => this.renew(peer),
    });
    this.peers.set(peerId, peer);
    void peer.carry(this.tracks);
    this.hooks.onChange();
    return peer;
  }

  private renew(peer: Peer): void {
    for (const [peerId, each] of this.peers) {
      if (each !== peer) continue;
      peer.refresh(this.hooks.configuration());
      if (this.offersTo(peerId)) this.inTurn(() => peer.offerAgain(true));
      else this.tell(peerId, "restart", {});
    }
  }

  /** Of two the one with the greater number offers, always: so two offers can never cross. */
  private offersTo(peerId: string): boolean {
    return this.ownPeerId > peerId;
  }

  private tell(peerId: string, kind: SignalKind, body: Omit<Envelope, "life">): void {
    this.hooks.send(peerId, kind, JSON.stringify({ life: this.life, ...body } satisfies Envelope));
  }
}

interface PeerHooks {
  readonly tell: (kind: SignalKind, body: Omit<Envelope, "life">) => void;
  readonly onChange: () => void;
  readonly onBroken: () => void;
}

/** The line to one other person. */
class Peer {
  theirLife: string | null = null;
  readonly stream = new MediaStream();
  private readonly connection: RTCPeerConnection;
  private readonly meter = new LineMeter();
  private early: RTCIceCandidateInit[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private tracks: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } = { audio: null, video: null };
  private step: Step = "video";

  constructor(
    configuration: RTCConfiguration,
    private readonly hooks: PeerHooks,
  ) {
    this.connection = new RTCPeerConnection(configuration);
    this.connection.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate) hooks.tell("ice", { candidate: candidate.toJSON() });
    });
    this.connection.addEventListener("track", ({ track }) => {
      for (const old of this.stream.getTracks()) if (old.kind === track.kind && old !== track) this.stream.removeTrack(old);
      this.stream.addTrack(track);
      hooks.onChange();
    });
    this.connection.addEventListener("connectionstatechange", () => this.onState());
  }

  get state(): RTCPeerConnectionState {
    return this.connection.connectionState;
  }

  get isUp(): boolean {
    return this.state === "connected";
  }

  async offer(): Promise<void> {
    if (this.connection.getTransceivers().length === 0) {
      this.connection.addTransceiver("audio", { direction: "sendrecv" });
      this.connection.addTransceiver("video", { direction: "sendrecv" });
    }
    await this.give();
    await this.connection.setLocalDescription(await this.connection.createOffer());
    this.hooks.tell("offer", { sdp: this.connection.localDescription?.sdp ?? "" });
  }

  /** The same offer again to somebody who came too late for the first, or a search for a new path. */
  async offerAgain(isNewPath: boolean): Promise<void> {
    if (!isNewPath && this.connection.signalingState === "have-local-offer") {
      this.hooks.tell("offer", { sdp: this.connection.localDescription?.sdp ?? "" });
      return;
    }
    if (this.connection.signalingState === "have-local-offer")
      await this.connection.setLocalDescription({ type: "rollback" });
    if (this.connection.remoteDescription !== null) this.connection.restartIce();
    await this.offer();
  }

  async answer(sdp: string): Promise<void> {
    await this.connection.setRemoteDescription({ type: "offer", sdp });
    for (const transceiver of this.connection.getTransceivers()) transceiver.direction = "sendrecv";
    await this.give();
    await this.connection.setLocalDescription(await this.connection.createAnswer());
    this.hooks.tell("answer", { sdp: this.connection.localDescription?.sdp ?? "" });
    await this.addEarly();
  }

  async accept(sdp: string): Promise<void> {
    if (this.connection.signalingState !== "have-local-offer") return; // the same answer a second time
    await this.connection.setRemoteDescription({ type: "answer", sdp });
    await this.addEarly();
  }

  async add(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.connection.remoteDescription === null) this.early.push(candidate);
    else await this.connection.addIceCandidate(candidate).catch(() => undefined); // of a path given up meanwhile
  }

  /** New credentials of the relay before a new path is searched: the old ones may have run out. */
  refresh(configuration: RTCConfiguration): void {
    if (this.state !== "closed") this.connection.setConfiguration(configuration);
  }

  async carry(tracks: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null }): Promise<void> {
    this.tracks = tracks;
    await this.give();
  }

  async tune(step: Step): Promise<void> {
    if (step === this.step) return;
    this.step = step;
    await this.give();
  }

  async measure(): Promise<(LineFigures & { readonly sample: LineSample }) | null> {
    return this.isUp ? this.meter.read(await this.connection.getStats()) : null;
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.connection.close();
  }

  private async give(): Promise<void> {
    const pictures = this.step === "video" || this.step === "low_video";
    for (const { sender, receiver, direction } of this.connection.getTransceivers()) {
      if (direction === "inactive" || this.state === "closed") continue;
      const isVideo = receiver.track.kind === "video";
      const track = isVideo ? (pictures ? this.tracks.video : null) : this.step === "text" ? null : this.tracks.audio;
      if (sender.track !== track) await sender.replaceTrack(track);
      if (track !== null) await this.limit(sender, isVideo);
    }
  }

  private async limit(sender: RTCRtpSender, isVideo: boolean): Promise<void> {
    const parameters = sender.getParameters();
    const encoding = parameters.encodings?.[0];
    if (encoding === undefined) return; // before the first negotiation there is nothing to limit
    const isLow = this.step === "low_video";
    encoding.maxBitrate = isVideo ? (isLow ? 60_000 : 600_000) : this.step === "audio" ? 16_000 : 32_000;
    if (isVideo) {
      encoding.maxFramerate = isLow ? 5 : 24;
      encoding.scaleResolutionDownBy = isLow ? 2 : 1;
    }
    await sender.setParameters(parameters).catch(() => undefined); // replaced meanwhile; the next call sets it
  }

  private async addEarly(): Promise<void> {
    const early = this.early;
    this.early = [];
    for (const candidate of early) await this.connection.addIceCandidate(candidate).catch(() => undefined);
    await this.give(); // encodings exist only now
  }

  private onState(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.state === "failed") this.again();
    else if (this.state === "disconnected") this.timer = setTimeout(() => this.again(), patienceMs);
    this.hooks.onChange();
  }

  /** Asks for a new path, and goes on asking: the line to the hub may be cut as well. */
  private again(): void {
    if (this.state === "closed" || this.isUp) return;
    this.hooks.onBroken();
    this.timer = setTimeout(() => this.again(), patienceMs * 2);
  }
}
