import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { AdequacyForm } from "./AdequacyForm";
import { PinList } from "./PinList";
import { QualityNote } from "./QualityNote";
import { sideWords } from "./sideWords";
import type { SlideInfo } from "./types";
import type { Marks } from "./useMarks";

interface SlideSideProps {
  readonly info: SlideInfo;
  readonly marks: Marks;
  readonly reading: boolean;
  /** Where a pin was just set that waits for its question, in level-0 pixels. */
  readonly pending: { readonly x: number; readonly y: number } | null;
  readonly onPlaced: () => void;
  readonly onGo: (x: number, y: number) => void;
  readonly onChanged: () => void;
  readonly onAdequacy: ((answer: string, why: string) => void) | undefined;
}

/** Beside the slide: its quality, what the reader says of it, and the numbered places with questions and answers. */
export function SlideSide(props: SlideSideProps): VNode {
  const say = useWords(sideWords);
  const { info, reading } = props;
  return (
    <aside class="slide-side" aria-label={say("beside")}>
      <PinList {...props} />
      {info.quality && <QualityNote quality={info.quality} />}
      <AdequacyForm
        key={info.id}
        slideId={info.id}
        adequacy={info.adequacy ?? null}
        reading={reading}
        onChanged={props.onChanged}
        onAnswered={props.onAdequacy}
      />
    </aside>
  );
}
