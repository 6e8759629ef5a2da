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
