/** How soon a case wants its files. */
export type Urgency = "red" | "yellow" | "green";

const rank: Readonly<Record<Urgency, number>> = { red: 0, yellow: 1, green: 2 };

interface Waiting {
  readonly urgency: () => Urgency;
  readonly begin: () => void;
}

/**
 * Lets a few parts leave at a time, those of the most urgent case first and of one case in the order of asking: on a
 * thin line everything that goes beside a Red slide makes that one late.
 */
export class Turns {
  private readonly waiting: Waiting[] = [];
  private free: number;

  constructor(places: number) {
    this.free = places;
  }

  /**
   * Waits for a turn; what it gives ends the turn.
   * @param urgency Asked each time a place is free: a case may turn Red while its slide waits.
   * @param onWait Told when there is no place at once.
   */
  async take(urgency: () => Urgency, signal: AbortSignal, onWait: () => void = () => undefined): Promise<() => void> {
    signal.throwIfAborted();
    if (this.free > 0) this.free--;
    else {
      onWait();
      await this.wait(urgency, signal);
    }
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.pass();
    };
  }

  private wait(urgency: () => Urgency, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = () => {
        const at = this.waiting.indexOf(mine);
        if (at >= 0) this.waiting.splice(at, 1);
        reject(new DOMException("Stopped.", "AbortError"));
      };
      const mine: Waiting = {
        urgency,
        begin: () => {
          signal.removeEventListener("abort", give);
          resolve();
        },
      };
      signal.addEventListener("abort", give, { once: true });
      this.waiting.push(mine);
    });
  }

  private pass(): void {
    const best = Math.min(...this.waiting.map(each => rank[each.urgency()]));
    const at = this.waiting.findIndex(each => rank[each.urgency()] === best);
    const [next] = at < 0 ? [] : this.waiting.splice(at, 1);
    if (next === undefined) this.free++;
    else next.begin();
  }
}

/** Two parts at a time: one travels while the hub writes the other. */
export const partTurns = new Turns(2);
