import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { calibratedPxPerMm, cardHeightMm, cardWidthMm, keepCalibration, supposedPxPerMm } from "./screenScale";
import { ecgWords } from "./words";

/** The card trick: every bank card is 85.60 mm wide, so a frame as wide as the card gives the scale of this display. */
export function CalibrateDialog({ onClose }: { readonly onClose: () => void }): VNode {
  const say = useWords(ecgWords);
  const [scale, setScale] = useState(calibratedPxPerMm() ?? supposedPxPerMm);
  const keep = (value: number | null) => {
    keepCalibration(value);
    onClose();
  };
  return (
    <Dialog
      title={say("calibrate")}
      onClose={onClose}
      wide
      foot={
        <>
          {calibratedPxPerMm() !== null && (
            <Button look="danger" onClick={() => keep(null)}>
              {say("forget")}
            </Button>
          )}
          <Button onClick={onClose}>{say("cancel")}</Button>
          <Button look="primary" onClick={() => keep(scale)}>
            {say("save")}
          </Button>
        </>
      }
    >
      <p>{say("calibrateText")}</p>
      <div style={{ overflow: "auto", paddingRight: "12px" }}>
        <div
          class="ecg-card"
          style={{
            width: `${cardWidthMm * scale}px`,
            height: `${cardHeightMm * scale * 0.6}px`,
            boxSizing: "border-box",
            maxWidth: "none",
          }}
        />
      </div>
      <label class="row">
        <span class="nowrap">{say("frameWidth")}</span>
        <input
          class="grow"
          type="range"
          min="2"
          max="12"
          step="0.01"
          value={scale}
          onInput={event => setScale(Number(event.currentTarget.value))}
        />
        <span class="mono nowrap">{(cardWidthMm * scale).toFixed(0)} px</span>
      </label>
    </Dialog>
  );
}
