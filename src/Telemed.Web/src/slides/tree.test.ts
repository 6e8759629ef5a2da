import { expect, test } from "vitest";
import { inOrder, nameOf, treeOf } from "./tree";
import type { TraySlide } from "./types";

const slide = (id: string, specimen: string | null, block: string | null, stain: string | null, number: string | null): TraySlide => ({
  id, fileName: `${id}.svs`, specimen, block, stain, number, adequacy: null, qualityVerdict: null,
});

test("slides stand under block and specimen, counted as people count", () => {
  const tree = treeOf([
    slide("e", null, null, null, null),
    slide("c", "B", "10", "HE", "1"),
    slide("b", "B", "2", "HE", "1"),
    slide("d", "B", "10", "Ki-67", "2"),
    slide("a", "A", "1", "HE", "1"),
  ]);
  expect(tree.map(specimen => [specimen.name, specimen.blocks.map(block => block.name)])).toEqual([
    ["A", ["1"]], ["B", ["2", "10"]], [null, [null]],
  ]);
  expect(inOrder(tree).map(each => each.id)).toEqual(["a", "b", "c", "d", "e"]);
});

test("a slide is called by its stain and number, and without a stain by its file", () => {
  expect(nameOf(slide("a", "A", "1", "HE", "3"))).toBe("HE #3");
  expect(nameOf(slide("a", "A", "1", null, "3"))).toBe("a.svs");
});
