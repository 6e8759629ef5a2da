import type { VNode } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { useWords, type Say } from "../platform/words";
import { fiducialOf, medianOf, nearestBeat, rrBefore } from "./beats";
import { isOriginal, type DisplayFilters } from "./filters";
import { isStrip, layOut, layOutMedian, twelve, type Page } from "./layout";
import { noMarks, type Marks } from "./marks";
import type { Layer } from "./paint";
import { PaperStage, type PaperGroup, type PaperShare } from "./PaperStage";
import { pageMs, type Settings } from "./settings";
import { snapped } from "./snap";
import { layoutName } from "./Toolbar";
import type { Lead, Trace, TraceGroup } from "./trace";
import type { Beat, EcgInfo, Flag } from "./types";
import { leadsOff, peaksOf, useLeads } from "./useEcg";
import { ecgWords } from "./words";

type Words = keyof (typeof ecgWords)["all"]["en"];

interface StagesProps {
  readonly trace: Trace;
  readonly info: EcgInfo | null;
  readonly prior: Trace | null;
  readonly priorInfo: EcgInfo | null;
  readonly priorName: string;
  readonly settings: Settings;
  readonly marks: Marks;
  readonly flag: Flag | null;
  readonly pxPerMm: number | null;
  readonly isScaled: boolean;
  readonly theme: string;
  readonly onMarks: (marks: Marks) => void;
  readonly onZoom: (factor: number) => void;
  readonly onScale: (pxPerMm: number) => void;
  readonly onOpenLead: (lead: string) => void;
  readonly share?: PaperShare | undefined;
}

const noBeats: readonly Beat[] = [];

/** One sheet of paper, or two of the same scale when a prior is laid below. */
export function Stages(props: StagesProps): VNode {
  const say = useWords(ecgWords);
  const { trace, prior, settings, info, priorInfo } = props;
  const group = useRef<PaperGroup>(new Map());
  const beats = info?.beats ?? noBeats;
  const priorBeats = priorInfo?.beats ?? noBeats;
  const leads = useLeads(trace.rhythm, settings.filters);
  const priorLeads = useLeads(prior?.rhythm ?? null, settings.filters);
  const isMedian = settings.layout === "median" || settings.compare === "overlay";
  const median = useMemo(
    () => (isMedian ? (medianOf(trace.rhythm, beats) ?? trace.median) : null),
    [isMedian, trace, beats],
  );
  const priorMedian = useMemo(
    () => (isMedian && prior ? (medianOf(prior.rhythm, priorBeats) ?? prior.median) : null),
    [isMedian, prior, priorBeats],
  );
  const peaks = useMemo(() => peaksOf(leads), [leads]);
  const off = useMemo(() => leadsOff(leads), [leads]);

  const shown = median ?? trace.rhythm;
  const page = useMemo(
    () => pageOf(shown, settings, peaks),
    [
      shown,
      settings.layout,
      settings.compare,
      settings.singleLead,
      settings.speed,
      settings.gain,
      settings.startMs,
      peaks,
    ],
  );
  const medianLeads = useLeads(median, settings.filters);
  const layers = useMemo((): readonly Layer[] => {
    if (median === null)
      return [{ leads, samplingRateHz: trace.rhythm.samplingRateHz, startMs: trace.rhythm.startMs, isPrior: false }];
    const own: Layer = { leads: medianLeads, samplingRateHz: median.samplingRateHz, startMs: 0, isPrior: false };
    if (settings.compare !== "overlay" || priorMedian === null) return [own];
    return [overlaid(priorMedian, median), own];
  }, [leads, medianLeads, median, priorMedian, settings.compare, trace]);
  const lower = useMemo(
    (): readonly Layer[] =>
      prior === null
        ? []
        : [
            {
              leads: priorLeads,
              samplingRateHz: prior.rhythm.samplingRateHz,
              startMs: alignment(beats, priorBeats, settings.startMs) + prior.rhythm.startMs,
              isPrior: true,
            },
          ],
    [prior, priorLeads, beats, priorBeats, settings.startMs],
  );

  const reach = useMemo(
    () => reachOf(median ? noBeats : beats, median ? medianLeads : leads, shown),
    [beats, leads, median, medianLeads, shown],
  );
  // The prior lies on the page's clock, moved by this much; its measurements are its own.
  const [priorMarks, setPriorMarks] = useState(noMarks);
  const shiftMs = alignment(beats, priorBeats, settings.startMs);
  const priorReach = useMemo(
    () => (prior === null ? reach : shifted(reachOf(priorBeats, priorLeads, prior.rhythm), shiftMs)),
    [prior, priorBeats, priorLeads, shiftMs, reach],
  );
  const label = say("traceOf", {
    layout: layoutName(say, settings.layout),
    speed: settings.speed,
    gain: settings.gain,
  });
  const common = {
    marks: props.marks,
    tool: settings.tool,
    caliper: settings.caliper,
    pxPerMm: props.pxPerMm,
    theme: props.theme,
    group: group.current,
    onMarks: props.onMarks,
    onZoom: props.onZoom,
    onScale: props.onScale,
    onOpenLead: props.onOpenLead,
    ...reach,
  };
  const foot = footOf(say, props, trace.rhythm, page, off);
  const hasLower = settings.compare === "below" && prior !== null && median === null;
  return (
    <div class="ecg-stages">
      <div class="ecg-stage">
        {(hasLower || settings.compare === "overlay") && <span class="name badge accent">{say("current")}</span>}
        {settings.compare === "overlay" && prior !== null && (
          <span class="name badge yellow" style={{ top: "30px" }}>
            {props.priorName}
          </span>
        )}
        <PaperStage
          {...common}
          share={props.share}
          isMedian={median !== null}
          page={page}
          layers={layers}
          flag={median ? null : props.flag}
          foot={foot}
          label={label}
        />
      </div>
      {hasLower && (
        <div class="ecg-stage">
          <span class="name badge yellow">{props.priorName}</span>
          <PaperStage
            {...common}
            {...priorReach}
            marks={priorMarks}
            onMarks={setPriorMarks}
            page={page}
            layers={lower}
            flag={null}
            foot={`${props.priorName} · ${deviceFilter(say, prior.rhythm)}`}
            label={props.priorName}
          />
        </div>
      )}
    </div>
  );
}

function pageOf(shown: TraceGroup, settings: Settings, peakUv: (lead: string) => number): Page {
  const request = {
    layout: settings.layout,
    leads: inOrder(shown.leads.filter(lead => lead.unit === "uV").map(lead => lead.label)),
    startMs: settings.startMs,
    windowMs: Math.min(pageMs, shown.totalMs),
    speed: settings.speed,
    gain: settings.gain,
    peakUv,
    singleLead: settings.singleLead,
    rhythmLead: shown.leads.some(lead => lead.label === "II") ? "II" : (shown.leads[0]?.label ?? "II"),
  };
  return shown.kind === "median_beat"
    ? layOutMedian({ ...request, layout: "median" }, shown.totalMs)
    : layOut({ ...request, layout: request.layout === "median" ? "12x1" : request.layout });
}

/** The twelve in the order of the paper, whatever order the file has; others after them. A strip of few leads stays as it is. */
function inOrder(labels: readonly string[]): readonly string[] {
  if (isStrip(labels)) return labels;
  const others = labels.filter(label => !(twelve as readonly string[]).includes(label));
  return [...twelve.filter(label => labels.includes(label)), ...others];
}

/** The prior's median beat, moved so that both QRS complexes begin at the same place. */
function overlaid(prior: TraceGroup, own: TraceGroup): Layer {
  const leads = new Map<string, Lead>(prior.leads.map(lead => [lead.label, lead]));
  return { leads, samplingRateHz: prior.samplingRateHz, startMs: fiducialOf(own) - fiducialOf(prior), isPrior: true };
}

/** Where the prior's trace begins on the page's clock, so that its first beat stands below the first beat of the page. */
function alignment(beats: readonly Beat[], priorBeats: readonly Beat[], startMs: number): number {
  const first = beats.find(beat => beat.atMs >= startMs);
  const prior = priorBeats[0];
  return first && prior ? first.atMs - prior.atMs : startMs;
}

function reachOf(beats: readonly Beat[], leads: ReadonlyMap<string, Lead>, group: TraceGroup) {
  const rate = group.samplingRateHz;
  return {
    snap: (timeMs: number, lead: string) => snapped(timeMs, beats, leads.get(lead), rate, group.startMs),
    valueAt: (timeMs: number, lead: string) => {
      const value = leads.get(lead)?.values[Math.round(((timeMs - group.startMs) * rate) / 1000)];
      return value === undefined || Number.isNaN(value) ? null : value;
    },
    rrBefore: (timeMs: number) => rrBefore(beats, timeMs),
    qtAt: (timeMs: number) => {
      const beat = beats[nearestBeat(beats, timeMs)];
      return typeof beat?.qrsOnMs === "number" && typeof beat.tOffMs === "number"
        ? { fromMs: beat.qrsOnMs, toMs: beat.tOffMs }
        : null;
    },
  };
}

/** The same hands for a trace that lies later on the page than on its own clock. */
function shifted(reach: ReturnType<typeof reachOf>, byMs: number): ReturnType<typeof reachOf> {
  return {
    snap: (timeMs, lead) => reach.snap(timeMs - byMs, lead) + byMs,
    valueAt: (timeMs, lead) => reach.valueAt(timeMs - byMs, lead),
    rrBefore: timeMs => reach.rrBefore(timeMs - byMs),
    qtAt: timeMs => {
      const found = reach.qtAt(timeMs - byMs);
      return found && { fromMs: found.fromMs + byMs, toMs: found.toMs + byMs };
    },
  };
}

/** What every page must carry: speed, gain, filters, scale, missing electrodes. */
function footOf(
  say: Say<Words>,
  { settings, isScaled }: StagesProps,
  rhythm: TraceGroup,
  page: Page,
  off: readonly string[],
): string {
  const gains = [...new Set(page.panels.map(panel => panel.mmPerMv))].join(" / ");
  return [
    `${settings.speed} mm/s`,
    `${gains} mm/mV`,
    deviceFilter(say, rhythm),
    `${say("display")}: ${displayFilter(say, settings.filters)}`,
    `${rhythm.samplingRateHz} Hz`,
    say(page.isSequential ? "sequential" : "simultaneous"),
    say(isScaled ? "toScale" : "notToScale"),
    ...(off.length > 0 ? [say("leadOff", { leads: off.join(" ") })] : []),
  ].join("  ·  ");
}

function deviceFilter(say: Say<Words>, { filters }: TraceGroup): string {
  const { highPassHz, lowPassHz, notchHz } = filters;
  const band = !highPassHz && !lowPassHz ? say("unknown") : `${highPassHz ?? "?"}–${lowPassHz ?? "?"} Hz`;
  return `${say("deviceFilters")}: ${band}${notchHz ? `, ${notchHz} Hz` : ""}`;
}

function displayFilter(say: Say<Words>, filters: DisplayFilters): string {
  if (isOriginal(filters)) return say("none");
  return [
    filters.lowPassHz > 0 ? `${filters.highPassHz}–${filters.lowPassHz} Hz` : "",
    filters.notchHz > 0 ? `${say("notch")} ${filters.notchHz} Hz` : "",
  ]
    .filter(Boolean)
    .join(", ");
}
