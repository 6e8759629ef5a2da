import type { LineSample, Step } from "./ladder";
import type { LineFigures } from "./lineMeter";
import { Peer, type Envelope, type SignalKind } from "./peer";
import type { Tracks } from "./peerLink";

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

const tendEveryMs = 1_000;

/**
 * Voice and pictures between the people of a room, each pair directly or by the relay. Six at most: the hub sees to it.
 * Signals may be lost with the line to the hub, so nothing is concluded from having sent one: as long as somebody is
 * there and no connection stands, it is asked for again.
 */
export class Mesh {
  private readonly peers = new Map<string, Peer>();
  private readonly present = new Set<string>();
  private readonly life = crypto.randomUUID();
  private tracks: Tracks = { audio: null, video: null };
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(
    private readonly ownPeerId: string,
    private readonly hooks: MeshHooks,
  ) {}

  /** Opens a line to everyone new and closes those to the ones who left. */
  meet(peerIds: readonly string[]): void {
    this.present.clear();
    for (const peerId of peerIds) if (peerId !== this.ownPeerId) this.present.add(peerId);
    for (const peerId of this.peers.keys()) if (!this.present.has(peerId)) this.drop(peerId);
    this.timer ??= setInterval(() => this.tend(), tendEveryMs);
    this.openMissing();
  }

  /** After a cut of the line to the hub: whoever is not connected is asked again. */
  meetAgain(): void {
    for (const peer of this.peers.values()) if (!peer.isUp) peer.ask(performance.now());
  }

  hear(fromPeerId: string, kind: SignalKind, data: string): void {
    const envelope = envelopeOf(data);
    if (envelope === null) return;
    const peer = this.peers.get(fromPeerId);
    if (kind === "bye") {
      if (peer?.isOf(envelope.life)) this.drop(fromPeerId);
      return;
    }
    (peer ?? this.open(fromPeerId)).hear(kind, envelope);
  }

  async carry(audio: MediaStreamTrack | null, video: MediaStreamTrack | null): Promise<void> {
    this.tracks = { audio, video };
    await Promise.all(Array.from(this.peers.values(), peer => peer.carry(this.tracks)));
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
    return Array.from(this.peers, ([peerId, peer]) => ({ peerId, stream: peer.stream, state: peer.state }));
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.present.clear();
    for (const peerId of this.peers.keys()) {
      this.tell(peerId, "bye", {});
      this.drop(peerId);
    }
  }

  private tend(): void {
    this.openMissing();
    for (const peer of this.peers.values()) peer.tend(performance.now());
  }

  private openMissing(): void {
    for (const peerId of this.present)
      if (!this.peers.has(peerId)) this.open(peerId).ask(performance.now());
  }

  private open(peerId: string): Peer {
    const peer = new Peer(this.offersTo(peerId), this.tracks, {
      tell: (kind, body) => this.tell(peerId, kind, body),
      configuration: this.hooks.configuration,
      onChange: this.hooks.onChange,
    });
    this.peers.set(peerId, peer);
    this.hooks.onChange();
    return peer;
  }

  private drop(peerId: string): void {
    const peer = this.peers.get(peerId);
    if (peer === undefined) return;
    this.peers.delete(peerId);
    peer.close();
    this.hooks.onChange();
  }

  /** Of two the one with the greater number offers, always: so two offers can never cross. */
  private offersTo(peerId: string): boolean {
    return this.ownPeerId > peerId;
  }

  private tell(peerId: string, kind: SignalKind, body: Omit<Envelope, "life">): void {
    this.hooks.send(peerId, kind, JSON.stringify({ life: this.life, ...body } satisfies Envelope));
  }
}

/** Another page's words are foreign data: what is no envelope is left out. */
function envelopeOf(data: string): Envelope | null {
  try {
    const told: unknown = JSON.parse(data);
    if (typeof told !== "object" || told === null || !("life" in told) || typeof told.life !== "string") return null;
    return told as Envelope;
  } catch {
    return null;
  }
}
