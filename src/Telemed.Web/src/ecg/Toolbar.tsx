import type { VNode } from "preact";
import { useWords, type Say } from "../platform/words";
import { Button } from "../ui/Button";
import { isOriginal, original, presets, type DisplayFilters } from "./filters";
import { layouts, type LayoutKind } from "./layout";
import type { Tool } from "./marks";
import type { Compare, Settings } from "./settings";
import { gains, speeds, type Gain, type Speed } from "./units";
import { ecgWords } from "./words";

type Words = keyof (typeof ecgWords)["all"]["en"];

interface ToolbarProps {
  readonly settings: Settings;
  readonly hasPrior: boolean;
  readonly hasMarks: boolean;
  readonly hasFlags: boolean;
  readonly isScaled: boolean;
  readonly showsDetails: boolean;
  readonly leads: readonly string[];
  readonly change: (part: Partial<Settings>) => void;
  readonly onTool: (tool: Tool) => void;
  readonly onUndo: () => void;
  readonly onClear: () => void;
  readonly onZoom: (factor: number) => void;
  readonly onFlag: () => void;
  readonly onKeys: () => void;
  readonly onCalibrate: () => void;
  readonly onPaper: () => void;
  readonly onDetails: () => void;
  readonly onPrint: () => void;
}

const tools: readonly { readonly tool: Tool; readonly word: Words }[] = [
  { tool: "caliper", word: "caliper" },
  { tool: "march", word: "march" },
  { tool: "qt", word: "qt" },
  { tool: "rate", word: "rate" },
];

/** Everything the keys do, for hands that have none. */
export function Toolbar(props: ToolbarProps): VNode {
  const say = useWords(ecgWords);
  const { settings, change } = props;
  return (
    <div class="ecg-bar" role="toolbar" aria-label={say("ecg")}>
      <Choice
        label={say("layout")}
        value={settings.layout}
        onChange={layout => change({ layout: layout as LayoutKind })}
        options={[...layouts, ...(settings.layout === "single" ? ["single"] : [])].map(value => ({
          value,
          text: layoutName(say, value as LayoutKind),
        }))}
      />
      {settings.layout === "single" && (
        <>
          <Choice
            label={say("single")}
            value={settings.singleLead}
            onChange={singleLead => change({ singleLead })}
            options={props.leads.map(lead => ({ value: lead, text: lead }))}
          />
          <Button onClick={() => change({ layout: "3x4+1" })}>{say("closeSingle")}</Button>
        </>
      )}
      <Choice
        label={say("speed")}
        value={String(settings.speed)}
        onChange={value => change({ speed: Number(value) as Speed })}
        options={speeds.map(speed => ({ value: String(speed), text: `${speed} mm/s` }))}
      />
      <Choice
        label={say("gain")}
        value={String(settings.gain)}
        onChange={value => change({ gain: (value === "auto" ? "auto" : Number(value)) as Gain })}
        options={[
          ...gains.map(gain => ({ value: String(gain), text: `${gain} mm/mV` })),
          { value: "auto", text: say("auto") },
        ]}
      />
      <span class="split" />
      <FilterChoices filters={settings.filters} onChange={filters => change({ filters })} say={say} />
      <span class="split" />
      {tools.map(({ tool, word }) => (
        <Button key={tool} size="small" pressed={settings.tool === tool} onClick={() => props.onTool(tool)}>
          {tool === "caliper" && settings.tool === "caliper" ? `${say(word)}: ${say(settings.caliper)}` : say(word)}
        </Button>
      ))}
      {props.hasMarks && (
        <Button size="small" onClick={props.onUndo}>
          {say("undo")}
        </Button>
      )}
      {props.hasMarks && (
        <Button size="small" onClick={props.onClear}>
          {say("clear")}
        </Button>
      )}
      <span class="split" />
      <Choice
        label={say("prior")}
        value={settings.compare}
        isChanged={settings.compare !== "off"}
        onChange={compare => change({ compare: compare as Compare })}
        isOff={!props.hasPrior}
        options={[
          { value: "off", text: props.hasPrior ? say("compareOff") : say("noPrior") },
          { value: "below", text: say("below") },
          { value: "overlay", text: say("overlay") },
        ]}
      />
      {props.hasFlags && (
        <Button size="small" onClick={props.onFlag}>
          {say("nextFlag")}
        </Button>
      )}
      <span class="split" />
      <Button size="small" label={say("zoomOut")} onClick={() => props.onZoom(1 / 1.25)} title={say("zoomOut")}>
        −
      </Button>
      <Button size="small" pressed={settings.zoom === "fit"} onClick={() => change({ zoom: "fit" })}>
        {say("fit")}
      </Button>
      <Button size="small" pressed={settings.zoom === 1} onClick={() => change({ zoom: 1 })}>
        {say("trueSize")}
      </Button>
      <Button size="small" label={say("zoomIn")} onClick={() => props.onZoom(1.25)} title={say("zoomIn")}>
        +
      </Button>
      <Button size="small" icon="sun" label={say("paper")} onClick={props.onPaper} />
      <Button
        size="small"
        icon={props.isScaled ? "check" : "warning"}
        label={say("calibrate")}
        title={say("calibrate")}
        onClick={props.onCalibrate}
      >
        <span class="wide-only">{say("calibrate")}</span>
      </Button>
      <Button size="small" icon="print" label={say("print")} onClick={props.onPrint} />
      <Button size="small" icon="help" label={say("keys")} onClick={props.onKeys} />
      <Button size="small" pressed={props.showsDetails} onClick={props.onDetails}>
        {say("details")}
      </Button>
    </div>
  );
}

function FilterChoices({
  filters,
  onChange,
  say,
}: {
  readonly filters: DisplayFilters;
  readonly onChange: (filters: DisplayFilters) => void;
  readonly say: Say<Words>;
}): VNode {
  const at = presets.findIndex(each => each.highPassHz === filters.highPassHz && each.lowPassHz === filters.lowPassHz);
  return (
    <>
      <Choice
        label={say("filter")}
        value={String(at)}
        isChanged={at !== 0}
        onChange={value => onChange({ ...(presets[Number(value)] ?? original), notchHz: filters.notchHz })}
        options={presets.map((preset, index) => ({
          value: String(index),
          text: index === 0 ? say("none") : `${preset.highPassHz}–${preset.lowPassHz} Hz`,
        }))}
      />
      <Choice
        label={say("notch")}
        value={String(filters.notchHz)}
        isChanged={filters.notchHz !== 0}
        onChange={value => onChange({ ...filters, notchHz: Number(value) as 0 | 50 | 60 })}
        options={[
          { value: "0", text: say("off") },
          { value: "50", text: "50 Hz" },
          { value: "60", text: "60 Hz" },
        ]}
      />
      {!isOriginal(filters) && (
        <Button size="small" title={say("originalSays")} onClick={() => onChange(original)}>
          {say("original")}
        </Button>
      )}
    </>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
  isChanged,
  isOff,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly onChange: (value: string) => void;
  readonly isChanged?: boolean;
  readonly isOff?: boolean;
}): VNode {
  return (
    <select
      class={isChanged ? "changed" : ""}
      aria-label={label}
      title={label}
      value={value}
      disabled={isOff}
      onChange={event => {
        onChange(event.currentTarget.value);
        event.currentTarget.blur(); // the single keys belong to the paper again
      }}
    >
      {options.map(option => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </select>
  );
}

export function layoutName(say: Say<Words>, layout: LayoutKind): string {
  switch (layout) {
    case "3x4+1":
      return "3×4 + 1";
    case "3x4+3":
      return "3×4 + 3";
    case "6x2":
      return "6×2";
    case "12x1":
      return "12×1";
    case "cabrera":
      return say("cabrera");
    case "median":
      return say("median");
    case "single":
      return say("single");
  }
}
