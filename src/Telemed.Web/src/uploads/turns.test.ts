import { expect, test } from "vitest";
import { Turns, type Urgency } from "./turns";

/** Lets everything that waits for nothing go on. */
const settle = () => new Promise(resolve => setTimeout(resolve));

function ask(turns: Turns, name: string, urgency: () => Urgency, order: string[], signal = new AbortController().signal) {
  const ends: (() => void)[] = [];
  const asked = turns.take(urgency, signal).then(end => {
    order.push(name);
    ends.push(end);
  });
  return { asked, end: () => ends.shift()?.() };
}

test("the parts of a Red case leave before those of a Green one that asked earlier", async () => {
  const [turns, order] = [new Turns(1), [] as string[]];
  const first = ask(turns, "green 1", () => "green", order);
  const asked = [ask(turns, "green 2", () => "green", order), ask(turns, "yellow", () => "yellow", order), ask(turns, "red", () => "red", order)];
  await settle();
  expect(order).toEqual(["green 1"]);
  first.end();
  await settle();
  asked[2]?.end();
  await settle();
  asked[1]?.end();
  await settle();
  expect(order).toEqual(["green 1", "red", "yellow", "green 2"]);
});

test("a case that turns Red while its slide waits goes first", async () => {
  const [turns, order] = [new Turns(1), [] as string[]];
  let colour: Urgency = "green";
  const first = ask(turns, "first", () => "yellow", order);
  ask(turns, "yellow", () => "yellow", order);
  ask(turns, "raised", () => colour, order);
  await settle();
  colour = "red";
  first.end();
  await settle();
  expect(order).toEqual(["first", "raised"]);
});

test("who gives up while waiting takes no place, and an ended turn ends once", async () => {
  const [turns, order, stop] = [new Turns(1), [] as string[], new AbortController()];
  const first = ask(turns, "first", () => "green", order);
  const left = ask(turns, "left", () => "red", order, stop.signal);
  ask(turns, "last", () => "green", order);
  await settle();
  stop.abort();
  await expect(left.asked).rejects.toThrow("Stopped.");
  first.end();
  first.end();
  await settle();
  expect(order).toEqual(["first", "last"]);
});
