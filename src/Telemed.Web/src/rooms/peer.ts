import type { LineSample, Step } from "./ladder";
import { LineMeter, type LineFigures } from "./lineMeter";
import { PeerLink, type Tracks } from "./peerLink";

export type SignalKind = "offer" | "answer" | "ice" | "bye" | "still_request" | "restart";

/** What travels inside a signal. */
export interface Envelope {
  /** New with every load of the page: an old connection cannot be taken up by it. */
  readonly life: string;
  /** The connection that is meant, named by who offers it: what belongs to an earlier one is never mixed into it. */
  readonly link?: string;
  readonly sdp?: string;
  readonly candidate?: RTCIceCandidateInit;
}

export interface PeerHooks {
  readonly tell: (kind: SignalKind, body: Omit<Envelope, "life">) => void;
  readonly configuration: () => RTCConfiguration;
  readonly onChange: () => void;
}

/** The browser waits this long by itself before a broken path is searched anew. */
const brokenPatienceMs = 4_000;
/** A connection may take this long to come up on a narrow line; each further try is given as much more. */
const firstPatienceMs = 8_000;
const longestPatienceMs = 24_000;
/** An offer that is not older may still be on its way. */
const freshOfferMs = 3_000;
const earlyAtMost = 64;
const pastLivesAtMost = 16;

/** The line to one other person of a room; it mends itself as long as that person is there. */
export class Peer {
  readonly stream = new MediaStream();
  private theirLife: string | null = null;
  private readonly pastLives: string[] = [];
  private link: PeerLink | null = null;
  private readonly meter = new LineMeter();
  /** Candidates that came before the offer they belong to: a long offer travels another way and may be overtaken. */
  private early: { readonly link: string; readonly candidate: RTCIceCandidateInit }[] = [];
  private tracks: Tracks;
  private step: Step = "video";
  private turn: Promise<unknown> = Promise.resolve();
  private tries = 0;
  private downSinceMs: number | null = null;
  private triedMs = 0;

  constructor(
    private readonly offers: boolean,
    tracks: Tracks,
    private readonly hooks: PeerHooks,
  ) {
    this.tracks = tracks;
  }

  get state(): RTCPeerConnectionState {
    return this.link?.state ?? "new";
  }

  get isUp(): boolean {
    return this.state === "connected";
  }

  /** Whoever offers does so, whoever does not asks for it; at once, whatever was tried before. */
  ask(nowMs: number): void {
    this.tries = 0;
    this.try(nowMs);
  }

  /** Called every second: a line that is down for longer than it should be is begun anew. */
  tend(nowMs: number): void {
    if (this.isUp) {
      this.downSinceMs = null;
      this.tries = 0;
      return;
    }
    this.downSinceMs ??= nowMs;
    if (nowMs - Math.max(this.downSinceMs, this.triedMs) >= this.patienceMs) this.try(nowMs);
  }

  /** Signals of one person are taken one after the other: a half-done answer must not meet the next offer. */
  hear(kind: SignalKind, envelope: Envelope): void {
    this.inTurn(() => this.take(kind, envelope));
  }

  /** Whether a page's farewell is that of the page in the line, and not of the one before it. */
  isOf(life: string): boolean {
    return this.theirLife === null || this.theirLife === life;
  }

  async carry(tracks: Tracks): Promise<void> {
    this.tracks = tracks;
    await this.give();
  }

  async tune(step: Step): Promise<void> {
    if (step === this.step) return;
    this.step = step;
    await this.give();
  }

  async measure(): Promise<(LineFigures & { readonly sample: LineSample }) | null> {
    if (!this.isUp || this.link === null) return null;
    const report = await this.link.stats().catch(() => null);
    return report === null ? null : this.meter.read(report);
  }

  close(): void {
    this.link?.close();
    this.link = null;
  }

  /** A path that was found missing is searched after a moment, a line that never stood after a longer one. */
  private get patienceMs(): number {
    if (this.tries === 0 && this.link?.wasUp === true) return this.state === "failed" ? 0 : brokenPatienceMs;
    return Math.min(firstPatienceMs * Math.max(this.tries, 1), longestPatienceMs);
  }

  private try(nowMs: number): void {
    const isPathLost = this.tries === 0 && this.link?.wasUp === true && !this.link.isClosed;
    this.tries++;
    this.triedMs = nowMs;
    if (!this.offers) this.hooks.tell("restart", isPathLost ? { link: this.link?.number ?? "" } : {});
    else if (isPathLost) this.inTurn(() => this.searchPath());
    else this.inTurn(() => this.begin());
  }

  private async take(kind: SignalKind, envelope: Envelope): Promise<void> {
    if (this.pastLives.includes(envelope.life)) return; // the last words of a page that was loaded anew
    if (this.theirLife !== null && this.theirLife !== envelope.life) {
      this.pastLives.push(this.theirLife);
      if (this.pastLives.length > pastLivesAtMost) this.pastLives.shift();
      this.close();
    }
    this.theirLife = envelope.life;
    const { link = "", sdp, candidate } = envelope;
    if (kind === "restart" && this.offers) await this.offerAgain(link);
    else if (kind === "offer" && !this.offers && sdp !== undefined) await this.answer(link, sdp);
    else if (kind === "answer" && this.link?.number === link && sdp !== undefined)
      await this.link.accept(sdp, this.tracks, this.step);
    else if (kind === "ice" && candidate !== undefined) await this.add(link, candidate);
  }

  /** Somebody asks for a line: the one that he names is given a new path, and else there is a new one. */
  private async offerAgain(link: string): Promise<void> {
    const own = this.link;
    if (own !== null && link !== "" && own.number === link && !own.isAsking) await this.searchPath();
    else if (own !== null && own.isAsking && performance.now() - own.madeMs < freshOfferMs) this.tellOffer(own);
    else await this.begin();
  }

  private async begin(): Promise<void> {
    const link = this.make(crypto.randomUUID());
    await link.offer(this.tracks, this.step);
    this.tellOffer(link);
  }

  private async searchPath(): Promise<void> {
    const { link } = this;
    if (link === null || link.isClosed) {
      await this.begin();
      return;
    }
    await link.searchPath(this.hooks.configuration(), this.tracks, this.step);
    this.tellOffer(link);
  }

  private async answer(number: string, sdp: string): Promise<void> {
    const link = this.link?.number === number && !this.link.isClosed ? this.link : this.make(number);
    await link.answer(sdp, this.hooks.configuration(), this.tracks, this.step);
    this.hooks.tell("answer", { link: number, sdp: link.description });
    const early = this.early.filter(each => each.link === number);
    this.early = [];
    for (const { candidate } of early) await link.add(candidate);
  }

  private async add(number: string, candidate: RTCIceCandidateInit): Promise<void> {
    if (this.link?.number === number) await this.link.add(candidate);
    else if (!this.offers && this.early.length < earlyAtMost) this.early.push({ link: number, candidate });
  }

  private tellOffer(link: PeerLink): void {
    this.hooks.tell("offer", { link: link.number, sdp: link.description });
  }

  /** A new connection in place of the old one. */
  private make(number: string): PeerLink {
    this.close();
    const link: PeerLink = new PeerLink(number, this.hooks.configuration(), {
      onCandidate: candidate => this.hooks.tell("ice", { link: number, candidate }),
      onTrack: track => {
        if (link !== this.link) return;
        for (const old of this.stream.getTracks())
          if (old.kind === track.kind && old !== track) this.stream.removeTrack(old);
        this.stream.addTrack(track);
        this.hooks.onChange();
      },
      onState: () => this.hooks.onChange(),
    });
    this.link = link;
    this.hooks.onChange();
    return link;
  }

  private async give(): Promise<void> {
    await this.link?.give(this.tracks, this.step).catch(() => undefined); // closed meanwhile; its successor is given them
  }

  private inTurn(act: () => Promise<void>): void {
    // A connection that was closed while its turn came refuses; whoever misses the line asks for another.
    this.turn = this.turn.then(act).catch(() => undefined);
  }
}
