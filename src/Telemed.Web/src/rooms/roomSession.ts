import { getJson } from "../platform/api";
import { callLive, liveLine, onLive, sendLive } from "../platform/live";
import { createStore, type Store } from "../platform/store";
import { noteServerTime } from "../platform/time";
import { filledTo, withLines } from "./lines";
import { Throttle } from "./throttle";
import type { Room, RoomLine, RoomPerson, RoomPointer, RoomView, Shape, Shown } from "./types";

/** How this page stands to the room. */
export type Presence =
  | { readonly kind: "outside" }
  | { readonly kind: "entering" }
  | { readonly kind: "in" }
  | { readonly kind: "cut" }
  | { readonly kind: "left"; readonly reason: string };

/** Something said while the hub has not answered yet; it is said again with the same number after a cut. */
export interface Unsaid {
  readonly clientId: string;
  readonly text: string;
  /** Why the room did not take it; the words stay to be read, and are not said again. */
  readonly refused?: string;
}

export interface LiveView extends RoomView {
  readonly personId: string;
}

interface Entered {
  readonly refused: string | null;
  readonly room: Room;
  readonly lines: readonly RoomLine[];
  readonly serverTime: string;
}

interface Answer {
  readonly refused: string | null;
  readonly line?: RoomLine | null;
}

/** The messages a second that a leader or a pointer sends at most: twenty. */
const viewEveryMs = 50;
/** On a line that carries only voice or text, pointer and view must leave room for the words. */
const slowEveryMs = 400;
const beatMs = 20_000;
const enterAgainMs = 3_000;
const historyLimit = 200;
const historyPagesAtMost = 100;

/** One person's place in one room: what is known of it, what is said in it. Voice and pictures are the mesh's. */
export class RoomSession {
  readonly presence: Store<Presence> = createStore<Presence>({ kind: "outside" });
  readonly lines: Store<readonly RoomLine[]> = createStore<readonly RoomLine[]>([]);
  readonly unsaid: Store<readonly Unsaid[]> = createStore<readonly Unsaid[]>([]);
  readonly view: Store<LiveView | null> = createStore<LiveView | null>(null);
  readonly room: Store<Room>;
  readonly peerId: string;
  private readonly stops: (() => void)[] = [];
  private readonly pointed = new Set<(pointer: RoomPointer) => void>();
  private timer: ReturnType<typeof setInterval> | null = null;
  private number = 0;
  private filling = false;
  private lastView: { readonly subject: string; readonly v: object } | null = null;
  /** Up to this number every line is here. */
  private filledTo = 0;
  private saying: Promise<void> | null = null;
  private readonly views = new Throttle<{ subject: string; v: object }>(viewEveryMs, each =>
    sendLive("View", this.id, { n: ++this.number, ...each }),
  );
  private readonly points = new Throttle<object>(viewEveryMs, each => sendLive("Point", this.id, each));

  constructor(
    room: Room,
    private readonly personId: string,
  ) {
    this.room = createStore(room);
    this.peerId = peerIdFor(room.id);
  }

  get id(): string {
    return this.room.get().id;
  }

  async enter(): Promise<void> {
    if (this.stops.length === 0) this.listen();
    this.presence.set({ kind: "entering" });
    await this.enterAgain();
  }

  async leave(): Promise<void> {
    this.stop();
    if (this.presence.get().kind === "in") await callLive("LeaveRoom", this.id).catch(() => undefined);
    this.presence.set({ kind: "left", reason: "own" });
  }

  /** Ends listening without a word to the hub. */
  stop(): void {
    for (const stop of this.stops.splice(0)) stop();
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    this.views.stop();
    this.points.stop();
  }

  say(text: string): void {
    this.unsaid.set([...this.unsaid.get(), { clientId: crypto.randomUUID(), text }]);
    void this.sayAll();
  }

  /** Takes a line that an HTTP answer brought. */
  took(line: RoomLine): void {
    this.add([line]);
  }

  showView(subject: string, v: object): void {
    this.lastView = { subject, v };
    this.views.push(this.lastView);
  }

  point(pointer: { readonly subject: string; readonly x: number; readonly y: number; readonly lead: string }): void {
    this.points.push(pointer);
  }

  onPoint(listener: (pointer: RoomPointer) => void): () => void {
    this.pointed.add(listener);
    return () => this.pointed.delete(listener);
  }

  pace(pace: "full" | "slow"): void {
    for (const each of [this.views, this.points]) each.everyMs = pace === "full" ? viewEveryMs : slowEveryMs;
  }

  show(shown: Shown): Promise<string | null> {
    this.room.set({ ...this.room.get(), shown });
    return this.ask("Show", shown);
  }

  lead(personId: string | null): Promise<string | null> {
    return this.ask("Lead", personId);
  }

  draw(subject: string, shape: Shape): Promise<string | null> {
    return this.ask("Draw", crypto.randomUUID(), { subject, shape });
  }

  erase(sequence: number): Promise<string | null> {
    return this.ask("Erase", crypto.randomUUID(), sequence);
  }

  /** Calls a method of the room; gives the code of the refusal, or null when it was done. */
  async ask(method: string, ...values: readonly unknown[]): Promise<string | null> {
    try {
      const answer = await callLive<Answer>(method, this.id, ...values);
      if (answer.line) this.add([answer.line]);
      return answer.refused;
    } catch {
      return "offline";
    }
  }

  private async enterAgain(): Promise<void> {
    try {
      const since = this.lines.get().at(-1)?.sequence ?? 0;
      const entered = await callLive<Entered>("EnterRoom", this.id, this.peerId, since);
      if (entered.refused !== null) {
        this.presence.set({ kind: "left", reason: entered.refused });
        return;
      }
      noteServerTime(entered.serverTime);
      this.room.set(entered.room);
      const { view, leader } = entered.room;
      this.number = Math.max(this.number, view?.n ?? 0);
      // The leader's own screen is ahead of what the hub kept; it is told anew instead of being turned back.
      if (view !== null && (leader !== this.personId || this.view.get() === null))
        this.view.set({ ...view, personId: leader ?? "" });
      this.add(entered.lines);
      this.presence.set({ kind: "in" });
      // The hub keeps a view once a second; one that died may have lost the last.
      if (leader === this.personId && this.lastView !== null) this.views.push(this.lastView);
      this.timer ??= setInterval(() => void this.beat(), beatMs);
      void this.fill();
      void this.sayAll();
    } catch {
      if (this.presence.get().kind === "left") return;
      this.presence.set({ kind: "cut" });
      // Where the line is up it was the hub that did not answer; then no return of the line leads back in.
      if (liveLine.get() === "up") setTimeout(() => this.enterWhenCut(), enterAgainMs);
    }
  }

  private enterWhenCut(): void {
    if (this.presence.get().kind === "cut" && liveLine.get() === "up" && this.stops.length > 0) void this.enterAgain();
  }

  private listen(): void {
    const own = <T extends { readonly roomId: string }>(name: string, take: (message: T) => void) =>
      this.stops.push(
        onLive<T>(name, message => {
          if (message.roomId === this.id) take(message);
        }),
      );
    own<LiveView & { roomId: string }>("roomView", message => this.view.set(message));
    own<RoomPointer & { roomId: string }>("roomPoint", message => {
      for (const listener of Array.from(this.pointed)) listener(message);
    });
    own<{ roomId: string; line: RoomLine }>("roomLine", ({ line }) => this.add([line]));
    own<{ roomId: string; person: RoomPerson }>("roomPerson", ({ person }) => this.met(person));
    own<{ roomId: string; present: number; listeners: number }>("roomCount", ({ present, listeners }) =>
      this.room.set({ ...this.room.get(), present, listeners }),
    );
    own<Partial<Room> & { roomId: string; version: number }>("roomState", state => {
      const now = this.room.get();
      if (state.version < now.version) return;
      this.room.set({ ...now, ...state });
      void this.refresh(); // what I may do now, and the clocks, are mine alone: the hub tells them only when asked
    });
    own<{ roomId: string; reason: string }>("roomLeft", ({ reason }) => {
      this.stop();
      this.presence.set({ kind: "left", reason });
    });
    this.stops.push(
      liveLine.watch(() => {
        const { kind } = this.presence.get();
        if (liveLine.get() === "up" && kind === "cut") void this.enterAgain();
        else if (liveLine.get() === "down" && kind === "in") this.presence.set({ kind: "cut" });
      }),
    );
  }

  /** Asks for the room as a whole. */
  async refresh(): Promise<void> {
    const me = this.room.get().people.find(each => each.personId === this.personId);
    if (me?.place === "removed") return; // nothing of the room is told to whoever was sent out of it
    const fresh = await getJson<Room>(`/api/rooms/${this.id}`).catch(() => null);
    if (fresh !== null && fresh.version >= this.room.get().version) this.room.set(fresh);
  }

  private met(person: RoomPerson): void {
    const now = this.room.get();
    const isKnown = now.people.some(each => each.personId === person.personId);
    const people = isKnown
      ? now.people.map(each => (each.personId === person.personId ? person : each))
      : [...now.people, person];
    this.room.set({ ...now, people });
    if (person.personId === this.personId) void this.refresh();
  }

  private add(lines: readonly RoomLine[]): void {
    const mine = new Set(lines.map(line => line.clientId));
    this.unsaid.set(this.unsaid.get().filter(each => !mine.has(each.clientId)));
    this.lines.set(withLines(this.lines.get(), lines));
    this.filledTo = filledTo(this.lines.get(), this.filledTo);
    if ((this.lines.get().at(-1)?.sequence ?? 0) > this.filledTo) void this.fill();
  }

  /** Fetches what is missing of the history, from its beginning when this page knows only the newest. */
  private async fill(): Promise<void> {
    if (this.filling) return;
    this.filling = true;
    try {
      let after: number | null = this.filledTo;
      for (let page = 0; page < historyPagesAtMost && after !== null; page++) {
        const url = `/api/rooms/${this.id}/history?after=${after}&limit=${historyLimit}`;
        const answer: { items: readonly RoomLine[]; next: number | null } = await getJson(url);
        this.lines.set(withLines(this.lines.get(), answer.items));
        after = answer.next;
      }
      this.filledTo = this.lines.get().at(-1)?.sequence ?? 0; // what the hub did not have is no gap
    } catch {
      // The next beat or the next line asks again.
    } finally {
      this.filling = false;
    }
  }

  private async beat(): Promise<void> {
    const answer = await callLive<{ refused: string | null; sequence?: number }>("Beat", this.id).catch(() => null);
    if (answer?.refused === "not_entered") await this.enterAgain();
    else if ((answer?.sequence ?? 0) > (this.lines.get().at(-1)?.sequence ?? 0)) await this.fill();
  }

  /** Says what waits, in order; stops at the first cut and goes on after the return. */
  private sayAll(): Promise<void> {
    this.saying ??= this.sayEach().finally(() => {
      this.saying = null;
    });
    return this.saying;
  }

  private async sayEach(): Promise<void> {
    const first = () => this.unsaid.get().find(each => each.refused === undefined);
    for (let next = first(); next !== undefined; next = first()) {
      const { clientId, text } = next;
      const refused = await this.ask("Say", clientId, text);
      if (refused === "offline") return;
      if (refused === "too_fast") await new Promise(resolve => setTimeout(resolve, 500));
      else if (refused === null) this.unsaid.set(this.unsaid.get().filter(each => each.clientId !== clientId));
      else this.unsaid.set(this.unsaid.get().map(each => (each.clientId === clientId ? { ...each, refused } : each)));
    }
  }
}

/** The number of this tab in a room; it survives a reload, so that a dropped person comes back as the same. */
function peerIdFor(roomId: string): string {
  const key = `telemed.peer.${roomId}`;
  const kept = sessionStorage.getItem(key);
  if (kept !== null) return kept;
  const made = crypto.randomUUID();
  sessionStorage.setItem(key, made);
  return made;
}
