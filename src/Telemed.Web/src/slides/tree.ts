import type { TraySlide } from "./types";

/** The slides of one block, in the order of their numbers. */
export interface Block {
  readonly name: string | null;
  readonly slides: readonly TraySlide[];
}

export interface Specimen {
  readonly name: string | null;
  readonly blocks: readonly Block[];
}

const byName = new Intl.Collator("en", { numeric: true });

/** Specimen, block, slide: what has no name comes last, so that a labelled case reads from its beginning. */
export function treeOf(slides: readonly TraySlide[]): readonly Specimen[] {
  return groups(slides, slide => slide.specimen).map(([name, own]) => ({
    name,
    blocks: groups(own, slide => slide.block).map(([block, inside]) => ({
      name: block,
      slides: inside.toSorted((a, b) => order(a, b)),
    })),
  }));
}

/** The same slides in the order in which the tree shows them: what "next slide" means. */
export const inOrder = (tree: readonly Specimen[]): readonly TraySlide[] =>
  tree.flatMap(specimen => specimen.blocks.flatMap(block => block.slides));

/** What a slide is called in the tree: its stain and number where they are known, else its file. */
export function nameOf(slide: TraySlide): string {
  const parts = [slide.stain, slide.number ? `#${slide.number}` : null].filter(part => part !== null && part !== "");
  return slide.stain === null || slide.stain === "" ? slide.fileName : parts.join(" ");
}

function groups(
  slides: readonly TraySlide[],
  key: (slide: TraySlide) => string | null,
): readonly (readonly [string | null, readonly TraySlide[]])[] {
  const found = new Map<string | null, TraySlide[]>();
  for (const slide of slides) {
    const name = key(slide) || null;
    const own = found.get(name);
    if (own === undefined) found.set(name, [slide]);
    else own.push(slide);
  }
  return [...found].toSorted(([a], [b]) => (a === null ? 1 : b === null ? -1 : byName.compare(a, b)));
}

function order(a: TraySlide, b: TraySlide): number {
  return byName.compare(String(a.number ?? "~"), String(b.number ?? "~")) || byName.compare(a.fileName, b.fileName);
}
