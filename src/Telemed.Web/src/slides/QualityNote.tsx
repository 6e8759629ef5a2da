import type { VNode } from "preact";
import { codeLabel } from "../platform/catalogue";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import { sideWords } from "./sideWords";
import type { SlideQuality } from "./types";

const shown = [
  ["inFocusShare", "inFocus"],
  ["tissueShare", "tissue"],
  ["blankShare", "blank"],
  ["penShare", "pen"],
] as const;

/** What the hub measured of the slide, with a word on whether it will do. */
export function QualityNote({ quality }: { readonly quality: SlideQuality }): VNode | null {
  const say = useWords(sideWords);
  if (quality.state === "pending") return <p class="quiet small" role="status">{say("qualityPending")}</p>;
  if (quality.state !== "measured") return <p class="quiet small">{say("qualityUnmeasurable")}</p>;
  const verdict = quality.verdict === "good" || quality.verdict === "fair" ? quality.verdict : "poor";
  const reasons = quality.reasons ?? [];
  return (
    <section aria-label={say("quality")}>
      <h3 class="row">
        {say("quality")} <span class={`badge ${badges[verdict]}`}>{verdict !== "good" && <Icon name="warning" tiny />}{say(verdict)}</span>
      </h3>
      <dl class="slide-facts">
        {shown.map(([key, word]) => {
          const share = quality[key];
          return share === null || share === undefined ? null : (
            <div key={key}>
              <dt>{say(word)}</dt>
              <dd class="tabular">{Math.round(share * 100)} %</dd>
            </div>
          );
        })}
      </dl>
      {reasons.length > 0 && <p class="small">{reasons.map(code => codeLabel("slide_quality_reason", code)).join(" · ")}</p>}
    </section>
  );
}

const badges = { good: "green", fair: "yellow", poor: "red" } as const;
