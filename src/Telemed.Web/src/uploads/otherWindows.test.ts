import { expect, it } from "vitest";
import { letUrgentPass, Standing } from "./otherWindows";

/** Locks as browsers keep them, for all windows together: first come, first served; many share, or one is alone. */
class FakeLocks {
  private readonly queues = new Map<string, { shared: boolean; begin: () => Promise<unknown> }[]>();
  private readonly held = new Map<string, { shared: boolean; count: number }>();

  readonly request = ((name: string, options: LockOptions, work: () => unknown) =>
    new Promise<unknown>((resolve, reject) => {
      const begin = async () => {
        try {
          resolve(await (work() as Promise<unknown>));
        } catch (error) {
          reject(error as Error);
        }
      };
      this.queues.set(name, [...(this.queues.get(name) ?? []), { shared: options.mode === "shared", begin }]);
      this.serve(name);
    })) as unknown as LockManager["request"];

  private serve(name: string): void {
    const queue = this.queues.get(name) ?? [];
    const held = this.held.get(name) ?? { shared: true, count: 0 };
    for (let next = queue[0]; next && (held.count === 0 || (held.shared && next.shared)); next = queue[0]) {
      queue.shift();
      held.shared = next.shared;
      held.count++;
      this.held.set(name, held);
      void next.begin().then(() => {
        held.count--;
        this.serve(name);
      });
    }
  }
}

const soon = () => new Promise(resolve => setTimeout(resolve, 5));

it("keeps a slide of a green case back while another window sends one of a red case", async () => {
  const locks = new FakeLocks();
  const red = new Standing(locks);
  red.say("red");
  let passed = false;
  void letUrgentPass("green", new AbortController().signal, locks).then(() => (passed = true));
  await soon();
  expect(passed).toBe(false);
  red.say(null);
  await soon();
  expect(passed).toBe(true);
});

it("keeps nobody back for what is less urgent, nor a second red slide for the first", async () => {
  const locks = new FakeLocks();
  new Standing(locks).say("green");
  new Standing(locks).say("red");
  await letUrgentPass("red", new AbortController().signal, locks);
  const other = new Standing(locks);
  other.say("yellow");
  other.say(null);
});

it("sends at once where the browser has no locks", async () => {
  new Standing(undefined).say("red");
  await letUrgentPass("green", new AbortController().signal, undefined);
});
