import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Mesh } from "./mesh";
import type { SignalKind } from "./peer";

/** What two browsers' connections find out about each other: a path, when both gave descriptions and candidates of it. */
class Wire {
  readonly made: FakeConnection[] = [];
  /** Connections that never answer what they are asked: the first so many. */
  hanging = 0;
  /** The addresses of the relay in use; after a cut there are new ones, and candidates of the old lead nowhere. */
  addresses = 1;
  private isOpen = true;

  cut(): void {
    this.isOpen = false;
  }

  mend(): void {
    this.isOpen = true;
    this.addresses++;
  }

  settle(): void {
    for (const one of this.made) {
      const other = this.made.find(each => each !== one && each.isPartnerOf(one));
      if (one.connectionState === "closed") continue;
      if (other && this.isOpen && one.knows(this.addresses) && other.knows(this.addresses)) one.become("connected");
      else if (one.connectionState === "connected") one.become("disconnected");
    }
  }
}

let wire: Wire;
let count = 0;

class FakeConnection extends EventTarget {
  connectionState: RTCPeerConnectionState = "new";
  signalingState: RTCSignalingState = "stable";
  localDescription: { sdp: string } | null = null;
  remoteDescription: { sdp: string } | null = null;
  private candidates = 0;
  private readonly hangs: boolean;
  private readonly number = ++count;
  private path = 0;
  private readonly transceivers: object[] = [];

  constructor() {
    super();
    this.hangs = wire.made.length < wire.hanging;
    wire.made.push(this);
  }

  getTransceivers() {
    return this.transceivers;
  }

  addTransceiver(kind: string) {
    const sender = { track: null, replaceTrack: () => Promise.resolve(), getParameters: () => ({}) };
    this.transceivers.push({ direction: "sendrecv", sender, receiver: { track: { kind } } });
  }

  setConfiguration(): void {
    if (this.connectionState === "closed") throw new DOMException("closed", "InvalidStateError");
  }

  restartIce(): void {
    this.path++;
  }

  createOffer = () => this.ends({ type: "offer", sdp: `${this.number}.${this.path}` });
  createAnswer = () => this.ends({ type: "answer", sdp: `${this.number}.${this.path}` });

  setLocalDescription(description: { type: string; sdp: string }): Promise<void> {
    this.localDescription = description;
    this.signalingState = description.type === "offer" ? "have-local-offer" : "stable";
    setTimeout(() => this.tellCandidate(), 5);
    return this.ends(undefined);
  }

  setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    // A connection is one: with another's description it would have to be another one.
    const isOther = this.remoteDescription !== null && of(this.remoteDescription.sdp) !== of(description.sdp);
    if (isOther) return Promise.reject(new DOMException("fingerprint", "InvalidAccessError"));
    if (description.type === "answer" && this.signalingState !== "have-local-offer")
      return Promise.reject(new DOMException("state", "InvalidStateError"));
    this.remoteDescription = description;
    if (description.type === "answer") this.signalingState = "stable";
    if (this.connectionState !== "connected") this.become("connecting");
    return this.ends(undefined);
  }

  addIceCandidate({ candidate }: { readonly candidate: string }): Promise<void> {
    this.candidates = Number(candidate);
    return this.ends(undefined);
  }

  knows(addresses: number): boolean {
    return this.candidates === addresses;
  }

  close(): void {
    this.connectionState = "closed";
  }

  isPartnerOf(other: FakeConnection): boolean {
    const both = [this.localDescription, this.remoteDescription, other.localDescription, other.remoteDescription];
    return (
      this.connectionState !== "closed" && both.every(each => each !== null) &&
      this.remoteDescription?.sdp === other.localDescription?.sdp && other.remoteDescription?.sdp === this.localDescription?.sdp
    );
  }

  become(state: RTCPeerConnectionState): void {
    if (this.connectionState === state) return;
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }

  private tellCandidate(): void {
    const candidate = { toJSON: () => ({ candidate: String(wire.addresses) }) };
    if (this.connectionState !== "closed") this.dispatchEvent(Object.assign(new Event("icecandidate"), { candidate }));
  }

  private ends<T>(value: T): Promise<T> {
    return this.hangs || this.connectionState === "closed" ? new Promise<T>(() => undefined) : Promise.resolve(value);
  }
}

const of = (sdp: string): string => sdp.split(".")[0] ?? "";

/** Two pages in a room and the hub between them, which carries signals or loses them. */
class Room {
  readonly pages = new Map<string, Mesh>();
  loses: (from: string, kind: SignalKind) => boolean = () => false;
  delayMs: (kind: SignalKind) => number = () => 10;

  page(id: string): Mesh {
    const mesh = new Mesh(id, {
      send: (to, kind, data) => {
        if (!this.loses(id, kind)) setTimeout(() => this.pages.get(to)?.hear(id, kind, data), this.delayMs(kind));
      },
      configuration: () => ({}),
      onChange: () => undefined,
    });
    this.pages.set(id, mesh);
    return mesh;
  }

  isUp(): boolean {
    return [...this.pages.values()].every(page => page.views.length === 1 && page.views[0]?.state === "connected");
  }
}

let room: Room;
const pass = async (seconds: number) => {
  for (let tick = 0; tick < seconds * 20; tick++) {
    await vi.advanceTimersByTimeAsync(50);
    wire.settle();
  }
};

beforeEach(() => {
  vi.useFakeTimers();
  wire = new Wire();
  room = new Room();
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  vi.stubGlobal("MediaStream", class {
    getTracks = () => [];
  });
});
afterEach(() => {
  for (const page of room.pages.values()) page.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page that offers ("b") and one that is offered to ("a"), connected. */
async function met(): Promise<{ readonly a: Mesh; readonly b: Mesh }> {
  const [a, b] = [room.page("a"), room.page("b")];
  a.meet(["b"]);
  b.meet(["a"]);
  await pass(2);
  expect(room.isUp()).toBe(true);
  return { a, b };
}

test("two_pages_that_meet_have_one_connection_each", async () => {
  await met();
  expect(wire.made.length).toBe(2);
});

test("a_lost_offer_is_made_again", async () => {
  room.loses = (_, kind) => kind === "offer" || kind === "restart";
  const [a, b] = [room.page("a"), room.page("b")];
  a.meet(["b"]);
  b.meet(["a"]);
  await pass(5);
  room.loses = () => false;
  await pass(10);
  expect(room.isUp()).toBe(true);
});

test("a_lost_answer_is_asked_for_again", async () => {
  room.loses = (_, kind) => kind === "answer";
  const [a, b] = [room.page("a"), room.page("b")];
  a.meet(["b"]);
  b.meet(["a"]);
  await pass(5);
  expect(room.isUp()).toBe(false);
  room.loses = () => false;
  await pass(10);
  expect(room.isUp()).toBe(true);
});

test("lost_candidates_do_not_leave_a_connection_searching_for_ever", async () => {
  room.loses = (_, kind) => kind === "ice";
  const [a, b] = [room.page("a"), room.page("b")];
  a.meet(["b"]);
  b.meet(["a"]);
  await pass(5);
  expect(b.views[0]?.state).toBe("connecting");
  room.loses = () => false;
  await pass(10);
  expect(room.isUp()).toBe(true);
});

test("candidates_that_overtake_a_long_offer_are_kept_for_it", async () => {
  room.delayMs = kind => (kind === "offer" ? 400 : 10);
  const [a, b] = [room.page("a"), room.page("b")];
  b.meet(["a"]);
  a.meet(["b"]);
  await pass(2);
  expect(room.isUp()).toBe(true);
});

test.each(["a", "b"])("a_line_that_only_%s_dropped_comes_back_though_the_other_was_not_told", async who => {
  const { a, b } = await met();
  const [page, other] = who === "a" ? [a, "b"] : [b, "a"];
  room.loses = () => true;
  page.meet([]); // the hub took the other for gone, and only here
  await pass(1);
  page.meet([other]);
  await pass(1);
  room.loses = () => false;
  await pass(20);
  expect(room.isUp()).toBe(true);
});

test.each(["a", "b"])("after_a_cut_of_the_paths_and_of_the_line_of_%s_to_the_hub_both_meet_again", async who => {
  const { a, b } = await met();
  wire.cut();
  room.loses = from => from === who;
  await pass(20);
  wire.mend();
  room.loses = () => false;
  (who === "a" ? a : b).meetAgain();
  await pass(6);
  expect(room.isUp()).toBe(true);
});

test("after_a_cut_nobody_needs_to_be_told_that_it_is_over", async () => {
  await met();
  wire.cut();
  room.loses = () => true;
  await pass(20);
  wire.mend();
  room.loses = () => false;
  await pass(25);
  expect(room.isUp()).toBe(true);
});

test.each(["a", "b"])("a_page_%s_that_is_loaded_anew_is_met_again", async who => {
  await met();
  room.pages.get(who)?.close();
  const again = room.page(who);
  again.meet([who === "a" ? "b" : "a"]);
  await pass(12);
  expect(room.isUp()).toBe(true);
});

test("a_promise_that_never_ends_holds_up_neither_others_nor_the_next_try", async () => {
  wire.hanging = 2;
  const [a, b] = [room.page("a"), room.page("b")];
  a.meet(["b"]);
  b.meet(["a"]);
  await pass(5);
  expect(room.isUp()).toBe(false);
  await pass(40);
  expect(room.isUp()).toBe(true);
});

test("a_farewell_of_a_page_that_was_loaded_anew_does_not_end_the_new_one", async () => {
  await met();
  const said: string[] = [];
  const old = new Mesh("a", {
    send: (_, kind, data) => void (kind === "bye" && said.push(data)),
    configuration: () => ({}),
    onChange: () => undefined,
  });
  old.meet(["b"]);
  old.close();
  room.pages.get("b")?.hear("a", "bye", said[0] ?? "");
  expect(room.isUp()).toBe(true);
});

test.each(["", "{", "null", "[]", '{"life":1}', '"offer"'])("foreign_words_%s_do_no_harm", async words => {
  await met();
  room.pages.get("a")?.hear("b", "offer", words);
  await pass(1);
  expect(room.isUp()).toBe(true);
});
