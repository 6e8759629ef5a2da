import type { Urgency } from "./turns";

/** The slides of a more urgent case, in whatever window they are sent. */
const before: Readonly<Record<Urgency, readonly Urgency[]>> = { red: [], yellow: ["red"], green: ["red", "yellow"] };
const nameOf = (urgency: Urgency): string => `telemed.sending.${urgency}`;

type Locks = Pick<LockManager, "request">;
const browserLocks = (): Locks | undefined => globalThis.navigator?.locks;

/**
 * Tells the other windows of this browser how urgent what this one sends is, by a lock that any number may hold. The
 * browser takes it back by itself when the window closes.
 */
export class Standing {
  private readonly locks: Locks | undefined;
  private held: Urgency | null = null;
  private release: () => void = () => undefined;

  constructor(locks: Locks | undefined = browserLocks()) {
    this.locks = locks;
  }

  /** From now on something of this urgency is being sent; null when nothing is. */
  say(urgency: Urgency | null): void {
    if (urgency === this.held) return;
    this.release();
    this.release = () => undefined;
    this.held = urgency;
    if (urgency === null || this.locks === undefined) return;
    const until = new Promise<void>(resolve => (this.release = resolve));
    void this.locks.request(nameOf(urgency), { mode: "shared" }, () => until).catch(() => undefined);
  }
}

/** Waits until no window sends anything more urgent: a lock for one alone is had when nobody holds it with others. */
export async function letUrgentPass(
  urgency: Urgency,
  signal: AbortSignal,
  locks: Locks | undefined = browserLocks(),
): Promise<void> {
  if (locks === undefined) return;
  for (const other of before[urgency]) await locks.request(nameOf(other), { mode: "exclusive", signal }, () => undefined);
}
