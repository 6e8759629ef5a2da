import { expect, test } from "vitest";
import { moveTogether, type PaperGroup } from "./PaperStage";

/** A sheet that scrolls as far as it is long, and says later that it did. */
class Sheet {
  scrollLeft = 0;
  scrollTop = 0;
  constructor(
    private readonly longest: number,
    private readonly told: Sheet[],
  ) {}
  scrollTo(_: number, top: number): void {
    const before = this.scrollTop;
    this.scrollTop = Math.min(top, this.longest);
    if (this.scrollTop !== before) this.told.push(this);
  }
}

const settled = (group: PaperGroup, told: Sheet[]): number => {
  let events = 0;
  for (let sheet = told.shift(); sheet !== undefined && events < 100; sheet = told.shift()) {
    events++;
    moveTogether(group, sheet as unknown as HTMLElement);
  }
  return events;
};

test("a_sheet_that_moves_on_while_the_other_answers_is_not_pulled_back", () => {
  const told: Sheet[] = [];
  const [one, other] = [new Sheet(1_000, told), new Sheet(1_000, told)];
  const group = new Map([one, other].map(sheet => [sheet as unknown as HTMLElement, null])) as PaperGroup;
  one.scrollTo(0, 100);
  moveTogether(group, told.shift() as unknown as HTMLElement);
  one.scrollTo(0, 160); // the answer of the other, still at 100, comes only now
  expect(settled(group, told)).toBeLessThan(5);
  expect([one.scrollTop, other.scrollTop]).toEqual([160, 160]);
});

test("a_shorter_sheet_does_not_hold_the_longer_one", () => {
  const told: Sheet[] = [];
  const [long, short] = [new Sheet(1_000, told), new Sheet(50, told)];
  const group = new Map([long, short].map(sheet => [sheet as unknown as HTMLElement, null])) as PaperGroup;
  long.scrollTo(0, 400);
  expect(settled(group, told)).toBeLessThan(5);
  expect([long.scrollTop, short.scrollTop]).toEqual([400, 50]);
});
