import type { Step } from "./ladder";

export interface Tracks {
  readonly audio: MediaStreamTrack | null;
  readonly video: MediaStreamTrack | null;
}

interface LinkHooks {
  readonly onCandidate: (candidate: RTCIceCandidateInit) => void;
  readonly onTrack: (track: MediaStreamTrack) => void;
  readonly onState: () => void;
}

/** Nothing that a browser is asked about a connection takes this long; what does is given up. */
const askLimitMs = 8_000;

/** One connection to one other page, under the number that both give it. Once it is closed, another one takes its place. */
export class PeerLink {
  /** When it was made, by the page's own clock. */
  readonly madeMs = performance.now();
  wasUp = false;
  private readonly connection: RTCPeerConnection;
  private readonly closing: Promise<never>;
  private close_: (reason: Error) => void = () => undefined;
  private early: RTCIceCandidateInit[] = [];

  constructor(
    readonly number: string,
    configuration: RTCConfiguration,
    hooks: LinkHooks,
  ) {
    this.closing = new Promise<never>((_, reject) => {
      this.close_ = reject;
    });
    this.closing.catch(() => undefined);
    this.connection = new RTCPeerConnection(configuration);
    this.connection.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate && !this.isClosed) hooks.onCandidate(candidate.toJSON());
    });
    this.connection.addEventListener("track", ({ track }) => {
      if (!this.isClosed) hooks.onTrack(track);
    });
    this.connection.addEventListener("connectionstatechange", () => {
      this.wasUp ||= this.state === "connected";
      if (!this.isClosed) hooks.onState();
    });
  }

  get state(): RTCPeerConnectionState {
    return this.connection.connectionState;
  }

  get isClosed(): boolean {
    return this.state === "closed";
  }

  /** Whether an offer was made that nobody has answered yet. */
  get isAsking(): boolean {
    return this.connection.signalingState === "have-local-offer";
  }

  /** The description to be told, with the candidates that were found so far. */
  get description(): string {
    return this.connection.localDescription?.sdp ?? "";
  }

  async offer(tracks: Tracks, step: Step): Promise<void> {
    if (this.connection.getTransceivers().length === 0) {
      this.connection.addTransceiver("audio", { direction: "sendrecv" });
      this.connection.addTransceiver("video", { direction: "sendrecv" });
    }
    await this.give(tracks, step);
    await this.guarded(this.connection.setLocalDescription(await this.guarded(this.connection.createOffer())));
  }

  /** Searches a new path for the same connection, with credentials of the relay that are good now. */
  async searchPath(configuration: RTCConfiguration, tracks: Tracks, step: Step): Promise<void> {
    this.connection.setConfiguration(configuration);
    this.connection.restartIce();
    await this.offer(tracks, step);
  }

  async answer(sdp: string, configuration: RTCConfiguration, tracks: Tracks, step: Step): Promise<void> {
    this.connection.setConfiguration(configuration);
    await this.guarded(this.connection.setRemoteDescription({ type: "offer", sdp }));
    for (const transceiver of this.connection.getTransceivers()) transceiver.direction = "sendrecv";
    await this.give(tracks, step);
    await this.guarded(this.connection.setLocalDescription(await this.guarded(this.connection.createAnswer())));
    await this.addEarly(tracks, step);
  }

  async accept(sdp: string, tracks: Tracks, step: Step): Promise<void> {
    if (!this.isAsking) return; // the same answer a second time
    await this.guarded(this.connection.setRemoteDescription({ type: "answer", sdp }));
    await this.addEarly(tracks, step);
  }

  async add(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.connection.remoteDescription === null) this.early.push(candidate);
    // One of a path that was given up meanwhile is refused, which harms nothing.
    else await this.guarded(this.connection.addIceCandidate(candidate)).catch(() => undefined);
  }

  async stats(): Promise<RTCStatsReport> {
    return await this.guarded(this.connection.getStats());
  }

  close(): void {
    this.connection.close();
    this.close_(new Error("The connection is closed."));
  }

  /** Sends what the step allows: its tracks, at its rate. */
  async give(tracks: Tracks, step: Step): Promise<void> {
    const pictures = step === "video" || step === "low_video";
    for (const { sender, receiver, direction } of this.connection.getTransceivers()) {
      if (direction === "inactive" || this.isClosed) continue;
      const isVideo = receiver.track.kind === "video";
      const track = isVideo ? (pictures ? tracks.video : null) : step === "text" || step === "phone" ? null : tracks.audio;
      if (sender.track !== track) await this.guarded(sender.replaceTrack(track));
      if (track !== null) await this.limit(sender, isVideo, step);
    }
  }

  private async limit(sender: RTCRtpSender, isVideo: boolean, step: Step): Promise<void> {
    const parameters = sender.getParameters();
    const encoding = parameters.encodings?.[0];
    if (encoding === undefined) return; // before the first negotiation there is nothing to limit
    const isLow = step === "low_video";
    encoding.maxBitrate = isVideo ? (isLow ? 60_000 : 600_000) : step === "audio" ? 16_000 : 32_000;
    if (isVideo) {
      encoding.maxFramerate = isLow ? 5 : 24;
      encoding.scaleResolutionDownBy = isLow ? 2 : 1;
    }
    // Replaced meanwhile; the next call sets it.
    await this.guarded(sender.setParameters(parameters)).catch(() => undefined);
  }

  private async addEarly(tracks: Tracks, step: Step): Promise<void> {
    const early = this.early;
    this.early = [];
    for (const candidate of early) await this.add(candidate);
    await this.give(tracks, step); // encodings exist only now
  }

  /** What is pending on a connection when it is closed never ends by itself (WebRTC, chained operations): here it fails. */
  private async guarded<T>(asked: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("The browser did not answer.")), askLimitMs);
    });
    try {
      return await Promise.race([asked, this.closing, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
