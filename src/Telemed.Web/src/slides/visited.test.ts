import { expect, it } from "vitest";
import { closenessOf, gridSize, VisitedGrid } from "./visited";

it("marks the cells a view covers and keeps the closest look", () => {
  const grid = new VisitedGrid();
  expect(grid.mark(0, 0, 0.5, 0.25, 0)).toBe(true);
  expect(grid.mark(0, 0, 0.5, 0.25, 0)).toBe(false);
  expect(grid.mark(0, 0, 1 / gridSize, 1 / gridSize, 2)).toBe(true);
  expect([grid.best(0, 0), grid.best(31, 15), grid.best(32, 15), grid.best(0, 16)]).toEqual([2, 0, -1, -1]);
  expect(atob(grid.cells(2)).charCodeAt(0)).toBe(1);
  expect(atob(grid.cells(0)).length).toBe(512);
});

it("ignores what lies beyond the slide", () => {
  const grid = new VisitedGrid();
  expect(grid.mark(-3, -3, -1, 4, 1)).toBe(false);
  grid.mark(-1, -1, 2, 2, 1);
  expect(grid.best(63, 63)).toBe(1);
});

it("knows closeness by power", () => {
  expect(closenessOf(0.25, 40, 1)).toBe(2);
  expect(closenessOf(0.1, 40, 1)).toBe(0);
});

it("keeps a place amber until its stored pixels were shown as closely", () => {
  const grid = new VisitedGrid();
  grid.mark(0, 0, 1 / gridSize, 1 / gridSize, 2, true);
  expect([grid.best(0, 0), grid.isRough(0, 0)]).toEqual([-1, true]);
  grid.mark(0, 0, 1 / gridSize, 1 / gridSize, 1);
  expect([grid.isRough(0, 0), grid.roughCells(2) === null]).toEqual([true, false]);
  grid.mark(0, 0, 1 / gridSize, 1 / gridSize, 3);
  expect([grid.isRough(0, 0), grid.roughCells(2)]).toEqual([false, null]);
  // A preview of what was seen already is no loss.
  expect(grid.mark(0, 0, 1 / gridSize, 1 / gridSize, 2, true)).toBe(false);
});

it("takes over an earlier visit", () => {
  const [before, now] = [new VisitedGrid(), new VisitedGrid()];
  before.mark(0, 0, 0.5, 0.5, 1);
  before.mark(0.5, 0.5, 0.6, 0.6, 3, true);
  for (const closeness of [1, 3] as const) now.load(closeness, before.cells(closeness), before.roughCells(closeness));
  expect([now.best(3, 3), now.isRough(33, 33), now.isRough(3, 3)]).toEqual([1, true, false]);
});
