import type { VNode } from "preact";
import type { Colour } from "../platform/catalogue";
import { useWords } from "../platform/words";
import { uiWords } from "./words";

/** The same three signs on screen, paper and wall: the corridor is never told by colour alone. */
export const colourGlyphs: Readonly<Record<Colour, string>> = { red: "▲", yellow: "●", green: "■" };

export function ColourMark({ colour, bare }: { readonly colour: Colour; readonly bare?: boolean }): VNode {
  const say = useWords(uiWords);
  return (
    <span class={`mark ${colour}`} title={bare ? say(colour) : undefined}>
      <span class="glyph" aria-hidden="true">
        {colourGlyphs[colour]}
      </span>
      <span class={bare ? "visually-hidden" : undefined}>{say(colour)}</span>
    </span>
  );
}
