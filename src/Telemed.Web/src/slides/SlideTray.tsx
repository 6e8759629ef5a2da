import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { LabelDialog } from "./LabelDialog";
import { hide } from "./MiniMap";
import { inOrder, nameOf, treeOf } from "./tree";
import type { TraySlide } from "./types";
import { sideWords } from "./sideWords";

interface SlideTrayProps {
  readonly slides: readonly TraySlide[];
  readonly shownId: string;
  /** Whether this person may say what a slide is of. */
  readonly mayLabel: boolean;
  readonly onChoose: (id: string) => void;
  readonly onLabelled: () => void;
}

/** The slides of the case under specimen and block. Arrow keys walk through them, Enter opens. */
export function SlideTray({ slides, shownId, mayLabel, onChoose, onLabelled }: SlideTrayProps): VNode {
  const say = useWords(sideWords);
  const box = useRef<HTMLDivElement>(null);
  const [labelling, setLabelling] = useState<TraySlide | null>(null);
  const tree = treeOf(slides);
  const order = inOrder(tree);
  const focusAt = (index: number) => {
    const next = order[Math.max(0, Math.min(order.length - 1, index))];
    box.current?.querySelector<HTMLElement>(`[data-slide="${next?.id}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent, slide: TraySlide) => {
    const at = order.indexOf(slide);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
    if (to === undefined) return;
    // The page's own keys move the slide; here they walk through the tray.
    event.preventDefault();
    event.stopPropagation();
    focusAt(to);
  };
  const shown = slides.find(slide => slide.id === shownId);
  return (
    <div class="slide-tray" ref={box}>
      <ul role="tree" aria-label={say("slides")}>
        {tree.map(specimen => (
          <li key={specimen.name ?? ""} role="treeitem" aria-expanded="true" class="slide-specimen">
            {specimen.name !== null && <span class="slide-heading">{say("specimen")} {specimen.name}</span>}
            <ul role="group">
              {specimen.blocks.map(block => (
                <li key={block.name ?? ""} role="treeitem" aria-expanded="true" class="slide-block">
                  {block.name !== null && <span class="slide-heading">{say("block")} {block.name}</span>}
                  <ul role="group">
                    {block.slides.map(slide => (
                      <li key={slide.id} role="none">
                        <button
                          type="button"
                          role="treeitem"
                          data-slide={slide.id}
                          aria-selected={slide.id === shownId}
                          tabIndex={slide.id === shownId ? 0 : -1}
                          title={slide.fileName}
                          onClick={() => onChoose(slide.id)}
                          onKeyDown={event => onKey(event, slide)}
                        >
                          <img src={`/slides/${slide.id}/thumbnail`} alt="" loading="lazy" onError={hide} />
                          <span class="cut">{nameOf(slide)}</span>
                          {slide.adequacy ? (
                            <span class={`slide-dot ${slide.adequacy}`}>{say(adequacyWord(slide.adequacy))}</span>
                          ) : (
                            slide.qualityVerdict === "poor" && <span class="slide-dot inadequate">{say("poor")}</span>
                          )}
                        </button>
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {mayLabel && shown !== undefined && (
        <Button size="small" look="plain" icon="pen" label={say("labelSlide")} onClick={() => setLabelling(shown)} />
      )}
      {labelling !== null && (
        <LabelDialog
          slide={labelling}
          onClose={() => setLabelling(null)}
          onSaved={() => {
            setLabelling(null);
            onLabelled();
          }}
        />
      )}
    </div>
  );
}

function adequacyWord(answer: string): "adequate" | "limited" | "inadequate" {
  return answer === "adequate" || answer === "limited" ? answer : "inadequate";
}
