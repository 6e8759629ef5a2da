import type { VNode } from "preact";
import { useWords } from "../platform/words";
import type { WindowPreset } from "./presets";
import { imagingWords } from "./words";

interface WindowListProps {
  readonly presets: readonly WindowPreset[];
  /** Null is the window the image was sent with. */
  readonly onChoose: (preset: WindowPreset | null) => void;
}

/** The windows of a series in one list; each can be taken again, for a hand may have changed it meanwhile. */
export function WindowList({ presets, onChoose }: WindowListProps): VNode {
  const say = useWords(imagingWords);
  return (
    <select
      class="imaging-windows"
      aria-label={say("presets")}
      value=""
      onChange={event => {
        const at = Number(event.currentTarget.value);
        event.currentTarget.value = "";
        onChoose(presets[at] ?? null);
      }}
    >
      <option value="" disabled hidden>{say("presets")}</option>
      <option value="-1">{`0 ${say("own")}`}</option>
      {presets.map((preset, at) => (
        <option key={at} value={at}>{`${at < 9 ? `${at + 1} ` : ""}${nameOf(preset)}`}</option>
      ))}
    </select>
  );

  function nameOf(preset: WindowPreset): string {
    return preset.code === "stated" ? (preset.name ?? "") : say(preset.code);
  }
}
