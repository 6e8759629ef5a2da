import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import type { Measurement } from "./useMeasurements";
import { imagingWords } from "./words";

interface MeasurementListProps {
  readonly kept: readonly Measurement[];
  /** True while the person reads the case, and so may remove. */
  readonly reading: boolean;
  readonly onShow: (measurement: Measurement) => void;
  readonly onRemove: (measurement: Measurement) => void;
}

/** What was measured, figure by figure; each leads to its picture. */
export function MeasurementList({ kept, reading, onShow, onRemove }: MeasurementListProps): VNode {
  const say = useWords(imagingWords);
  return (
    <ol class="imaging-measured" aria-label={say("measurements")}>
      {kept.map((each, at) => (
        <li key={each.id}>
          <button type="button" onClick={() => onShow(each)} title={each.madeBy}>
            <MeasureText measurement={each} at={at} />
          </button>
          {reading && (
            <Button
              size="small" icon="cross" label={say("removeMeasurement", { at: at + 1 })} onClick={() => onRemove(each)}
            />
          )}
        </li>
      ))}
    </ol>
  );
}

interface MeasureTextProps {
  readonly measurement: Pick<Measurement, "tool" | "figures">;
  readonly at: number;
}

/** A measurement in words, with the number it has in its list. */
export function MeasureText({ measurement, at }: MeasureTextProps): VNode {
  const say = useWords(imagingWords);
  const { tool, figures } = measurement;
  const texts = figures.map(figure => {
    // A single figure is what its tool says it is.
    const name = figures.length > 1 ? `${say(`figure_${figure.name}`)} ` : "";
    return `${name}${figure.value} ${figure.unit}`.trim();
  });
  return (
    <>
      <span class="strong">{`${at + 1}. ${say(tool)}`}</span> {texts.join(" · ")}
    </>
  );
}
