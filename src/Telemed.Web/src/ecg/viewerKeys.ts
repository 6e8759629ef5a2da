import type { PageKey } from "../platform/keys";
import type { Say } from "../platform/words";
import { isOriginal, nextPreset, original } from "./filters";
import { layouts } from "./layout";
import { caliperShows, movedTo, undone, withMark, withoutMark, type Marks, type Tool } from "./marks";
import { nextCompare, pageMs, steppedGain, steppedSpeed, type Settings } from "./settings";
import { statementSearchId } from "./StatementPicker";
import { layoutName } from "./Toolbar";
import type { ecgWords } from "./words";

interface Hands {
  readonly say: Say<keyof (typeof ecgWords)["all"]["en"]>;
  readonly settings: Settings;
  readonly change: (part: Partial<Settings>) => void;
  readonly hasPrior: boolean;
  readonly marks: Marks;
  readonly setMarks: (next: (old: Marks) => Marks) => void;
  readonly nextFlag: () => void;
  readonly zoom: (factor: number) => void;
  readonly swapPaper: () => void;
  readonly totalMs: number;
  readonly searches: boolean;
  readonly showKeys: () => void;
  readonly onDetails: (isOpen: boolean) => void;
}

const notches = [0, 50, 60] as const;
const nudgeMs = 2;
const turnMs = 1000;

/** Every key of the paper. Space and Ctrl+Enter belong to the reading room: next case, sign. */
export function viewerKeys(hands: Hands): readonly PageKey[] {
  return [...lookKeys(hands), ...toolKeys(hands), ...moveKeys(hands)];
}

function lookKeys({ say, settings, change, hasPrior, zoom, swapPaper }: Hands): readonly PageKey[] {
  return [
    ...layouts.map((layout, index) => ({
      press: String(index + 1),
      says: `${say("layout")}: ${layoutName(say, layout)}`,
      run: () => change({ layout }),
    })),
    { press: "+", says: `${say("gain")} ▲`, run: () => change({ gain: steppedGain(settings.gain, 1) }) },
    { press: "-", says: `${say("gain")} ▼`, run: () => change({ gain: steppedGain(settings.gain, -1) }) },
    {
      press: "0",
      says: `${say("gain")}: ${say("auto")}`,
      run: () => change({ gain: settings.gain === "auto" ? 10 : "auto" }),
    },
    { press: "[", says: `${say("speed")} ▼`, run: () => change({ speed: steppedSpeed(settings.speed, -1) }) },
    { press: "]", says: `${say("speed")} ▲`, run: () => change({ speed: steppedSpeed(settings.speed, 1) }) },
    { press: "F", says: say("filter"), run: () => change({ filters: nextPreset(settings.filters) }) },
    {
      press: "N",
      says: say("notch"),
      run: () =>
        change({
          filters: {
            ...settings.filters,
            notchHz: notches[(notches.indexOf(settings.filters.notchHz) + 1) % notches.length] ?? 0,
          },
        }),
    },
    {
      press: "O",
      says: say("originalSays"),
      run: () => change({ filters: isOriginal(settings.filters) ? nextPreset(original) : original }),
    },
    {
      press: "P",
      says: `${say("prior")}: ${say("below")}, ${say("overlay")}`,
      run: () => hasPrior && change({ compare: nextCompare(settings.compare) }),
    },
    {
      press: "Z",
      says: `${say("fit")} / ${say("trueSize")}`,
      run: () => change({ zoom: settings.zoom === "fit" ? 1 : "fit" }),
    },
    { press: ".", says: say("zoomIn"), run: () => zoom(1.25) },
    { press: ",", says: say("zoomOut"), run: () => zoom(1 / 1.25) },
    { press: "L", says: say("paper"), run: swapPaper },
  ];
}

function toolKeys({
  say,
  settings,
  change,
  marks,
  setMarks,
  nextFlag,
  searches,
  onDetails,
}: Hands): readonly PageKey[] {
  const choose = (tool: Tool) => change({ tool: settings.tool === tool ? "none" : tool });
  const caliper = () => {
    if (settings.tool !== "caliper") change({ tool: "caliper" });
    else {
      const next = caliperShows.indexOf(settings.caliper) + 1;
      change(next < caliperShows.length ? { caliper: caliperShows[next]! } : { tool: "none", caliper: "both" });
    }
  };
  const search = () => {
    onDetails(true);
    setTimeout(() => document.getElementById(statementSearchId)?.focus(), 0);
  };
  return [
    { press: "C", says: `${say("caliper")}: ${say("both")}, ${say("time")}, ${say("voltage")}`, run: caliper },
    { press: "M", says: say("march"), run: () => choose("march") },
    { press: "Q", says: say("qt"), run: () => choose("qt") },
    { press: "R", says: say("rate"), run: () => choose("rate") },
    { press: "U", says: say("undo"), run: () => setMarks(undone) },
    { press: "Ctrl+Z", says: say("undo"), run: () => setMarks(undone) },
    { press: "Delete", says: say("remove"), run: () => setMarks(old => withoutMark(old, marks.selected)) },
    {
      press: "Escape",
      says: `${say("tools")}: ${say("off")}`,
      run: () => change({ tool: "none", ...(settings.layout === "single" ? { layout: "3x4+1" as const } : {}) }),
    },
    { press: "J", says: say("nextFlag"), run: nextFlag },
    ...(searches ? [{ press: "S", says: say("findStatement"), run: search }] : []),
  ];
}

function moveKeys({ say, settings, change, marks, setMarks, totalMs, showKeys }: Hands): readonly PageKey[] {
  const selected = marks.shown.find(mark => mark.id === marks.selected);
  const step = (direction: 1 | -1) => {
    if (selected)
      setMarks(old =>
        withMark(
          old,
          movedTo(selected, "to", selected.toMs + direction * nudgeMs, selected.kind === "caliper" ? selected.toUv : 0),
          true,
        ),
      );
    else if (totalMs > pageMs)
      change({ startMs: Math.min(Math.max(settings.startMs + direction * turnMs, 0), totalMs - pageMs) });
  };
  const turn = (direction: 1 | -1) => {
    if (totalMs > pageMs)
      change({ startMs: Math.min(Math.max(settings.startMs + direction * pageMs, 0), totalMs - pageMs) });
  };
  return [
    { press: "ArrowLeft", says: `${say("nudge")} / ${say("back")}`, run: () => step(-1) },
    { press: "ArrowRight", says: `${say("nudge")} / ${say("forward")}`, run: () => step(1) },
    { press: "PageUp", says: say("back"), run: () => turn(-1) },
    { press: "PageDown", says: say("forward"), run: () => turn(1) },
    { press: "H", says: say("keys"), run: showKeys },
  ];
}
