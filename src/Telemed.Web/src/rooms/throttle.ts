/** Passes the newest of many values on, at most one in `everyMs`; the last of a burst always arrives. */
export class Throttle<T> {
  private waiting: { readonly value: T } | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    public everyMs: number,
    private readonly pass: (value: T) => void,
  ) {}

  push(value: T): void {
    if (this.timer !== null) {
      this.waiting = { value };
      return;
    }
    this.pass(value);
    this.timer = setTimeout(() => this.next(), this.everyMs);
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.waiting = null;
  }

  private next(): void {
    this.timer = null;
    const held = this.waiting;
    this.waiting = null;
    if (held !== null) this.push(held.value);
  }
}
