import type { VNode } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { useKeys } from "../platform/keys";
import type { SharedView } from "../platform/sharedView";
import { language, type Language } from "../platform/language";
import { useStore } from "../platform/store";
import { theme } from "../platform/theme";
import { showDateTime } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Skeleton } from "../ui/Skeleton";
import { CalibrateDialog } from "./CalibrateDialog";
import { Details } from "./Details";
import "./ecg.css";
import { KeysDialog } from "./KeysDialog";
import { noMarks, undone, withoutMark, withoutMarks } from "./marks";
import { PositionBar } from "./PositionBar";
import { calibratedPxPerMm, supposedPxPerMm } from "./screenScale";
import { firstSettings, pageMs, startFor, type Settings } from "./settings";
import { Stages } from "./Stages";
import { Toolbar } from "./Toolbar";
import type { Flag } from "./types";
import { useEcg, type Ecg } from "./useEcg";
import { useEcgInStep } from "./useEcgInStep";
import { viewerKeys } from "./viewerKeys";
import { ecgWords } from "./words";

interface EcgViewerProps {
  readonly ecgId: string;
  readonly priorEcgIds?: string[];
  readonly reading?: boolean;
  readonly onStatement?: (code: string) => void;
  readonly onMeasure?: (measurement: { name: string; value: number; unit: string }) => void;
  /** Keeps the paper in step with other screens, in a room. */
  readonly shared?: SharedView;
}

const narrowPx = 720;
const zoomRange = { least: 0.4, most: 6 } as const;

/** The ECG on calibrated paper, with its tools, its prior, and what device and computer say about it. */
export default function EcgViewer({ ecgId, priorEcgIds, onStatement, onMeasure, shared }: EcgViewerProps): VNode {
  const say = useWords(ecgWords);
  const isNarrow = innerWidth < narrowPx;
  const [settings, setSettings] = useState<Settings>(() => firstSettings(isNarrow));
  const [rhythmMarks, setRhythmMarks] = useState(noMarks);
  const [medianMarks, setMedianMarks] = useState(noMarks);
  const [flag, setFlag] = useState<Flag | null>(null);
  const [dialog, setDialog] = useState<"keys" | "calibrate" | null>(null);
  const [details, setDetails] = useState(!isNarrow);
  const [paper, setPaper] = useState<"light" | "dark" | null>(null);
  const scaleShown = useRef(supposedPxPerMm);
  const root = useRef<HTMLDivElement>(null);
  const roomTheme = useStore(theme);
  const spoken = useStore(language);

  // Times on the page of median beats are not times of the recording, so each page keeps its own measurements.
  const isMedian = settings.layout === "median" || settings.compare === "overlay";
  const [marks, setMarks] = isMedian ? [medianMarks, setMedianMarks] : [rhythmMarks, setRhythmMarks];

  const share = useEcgInStep(shared, root, { settings, setSettings, rhythmMarks, setRhythmMarks, medianMarks, setMedianMarks });

  const ecg = useEcg(ecgId, settings.startMs);
  const priorId = priorEcgIds?.find(id => id !== ecgId) ?? ecg.info.value?.priors?.[0]?.id ?? null;
  const prior = useEcg(settings.compare === "off" ? null : priorId, 0);
  const leads = useMemo(() => ecg.trace?.rhythm.leads.map(lead => lead.label) ?? [], [ecg.trace]);
  const totalMs = ecg.trace?.rhythm.totalMs ?? 0;
  const basePxPerMm = calibratedPxPerMm() ?? supposedPxPerMm;

  const change = (part: Partial<Settings>) => setSettings(old => ({ ...old, ...part }));
  // Two fingers move several times before the paper is drawn once, so each step goes on from the one before it.
  const zoom = (factor: number) =>
    setSettings(old => {
      const now = old.zoom === "fit" ? scaleShown.current / basePxPerMm : old.zoom;
      return { ...old, zoom: Math.min(Math.max(now * factor, zoomRange.least), zoomRange.most) };
    });
  const jumpTo = (next: Flag) => {
    setFlag({ ...next }); // a second jump to the same flag must move the paper again
    if (typeof next.atMs === "number") change({ startMs: startFor(next.atMs, totalMs) });
  };
  const flags = (ecg.info.value?.flags ?? []).filter(each => typeof each.atMs === "number");
  const nextFlag = () => {
    const at = flags.findIndex(each => each.code === flag?.code && each.atMs === flag?.atMs);
    const next = flags[(at + 1) % flags.length];
    if (next) jumpTo(next);
  };
  const swapPaper = () => setPaper(old => ((old ?? themeAround(root.current)) === "dark" ? "light" : "dark"));

  const keys = viewerKeys({
    say,
    settings,
    change,
    hasPrior: priorId !== null,
    marks,
    setMarks,
    nextFlag,
    zoom,
    swapPaper,
    totalMs,
    searches: onStatement !== undefined,
    showKeys: () => setDialog("keys"),
    onDetails: setDetails,
  });
  useKeys(keys);

  if (ecg.trace === null) {
    if (!ecg.failed)
      return (
        <div class="ecg" style={{ padding: "12px" }}>
          <p class="quiet">{say("loading")}</p>
          <Skeleton lines={4} heightPx={60} />
        </div>
      );
    return (
      <div class="ecg">
        <Empty icon="ecg" title={say("failed")} />
        <p class="row" style={{ justifyContent: "center" }}>
          <Button onClick={ecg.again}>{say("again")}</Button>
        </p>
      </div>
    );
  }
  const info = ecg.info.value;
  // Some devices have no clock; then the day it arrived is the best there is.
  const priorDate = prior.info.value?.acquiredAt ?? prior.info.value?.receivedAt;
  return (
    <div ref={root} class="ecg" {...(paper === null ? {} : { "data-theme": paper })}>
      <div class={details && info ? "ecg-frame" : "ecg-frame bare"}>
        <Toolbar
          settings={settings}
          change={change}
          leads={leads}
          hasPrior={priorId !== null}
          hasMarks={marks.shown.length > 0}
          hasFlags={flags.length > 0}
          isScaled={calibratedPxPerMm() !== null}
          showsDetails={details}
          onTool={tool => change({ tool: settings.tool === tool ? "none" : tool })}
          onUndo={() => setMarks(undone)}
          onClear={() => setMarks(withoutMarks)}
          onZoom={zoom}
          onFlag={nextFlag}
          onKeys={() => setDialog("keys")}
          onCalibrate={() => setDialog("calibrate")}
          onPaper={swapPaper}
          onDetails={() => setDetails(!details)}
          onPrint={() => openPaper(ecgId, settings, spoken, totalMs)}
        />
        <Stages
          trace={ecg.trace}
          info={info}
          prior={settings.compare === "off" ? null : prior.trace}
          priorInfo={prior.info.value}
          settings={settings}
          marks={marks}
          flag={flag}
          pxPerMm={settings.zoom === "fit" ? null : settings.zoom * basePxPerMm}
          isScaled={calibratedPxPerMm() !== null && settings.zoom === 1}
          theme={paper ?? `${roomTheme} ${themeAround(root.current)}`}
          share={share}
          onMarks={setMarks}
          onZoom={zoom}
          onScale={scale => {
            scaleShown.current = scale;
          }}
          onOpenLead={singleLead => change({ layout: "single", singleLead })}
          priorName={priorDate ? say("priorOf", { date: showDateTime(priorDate) }) : say("prior")}
        />
        <div class="ecg-foot">
          <Coming ecg={ecg} prior={settings.compare === "off" ? null : prior} />
          <PositionBar startMs={settings.startMs} totalMs={totalMs} onChange={startMs => change({ startMs })} />
        </div>
        {details && info && (
          <Details
            info={info}
            prior={settings.compare === "off" ? null : prior.info.value}
            marks={marks}
            flag={flag}
            onFlag={jumpTo}
            onRemoveMark={id => setMarks(old => withoutMark(old, id))}
            onStatement={onStatement}
            onMeasure={onMeasure}
          />
        )}
      </div>
      {dialog === "keys" && <KeysDialog keys={keys} onClose={() => setDialog(null)} />}
      {dialog === "calibrate" && <CalibrateDialog onClose={() => setDialog(null)} />}
    </div>
  );
}

/** What of the ECG and its prior has not come: what is not there must not be taken for a finding. */
function Coming({ ecg, prior }: { readonly ecg: Ecg; readonly prior: Ecg | null }): VNode {
  const say = useWords(ecgWords);
  const lines: readonly { readonly text: string; readonly again?: () => void }[] = [
    ...(ecg.failed ? [{ text: say("partNotCome"), again: ecg.again }] : []),
    ...(ecg.isComing ? [{ text: say("partComing") }] : []),
    ...(ecg.info.problem && ecg.info.value === null ? [{ text: say("detailsNotCome"), again: ecg.info.refetch }] : []),
    ...(prior?.failed ? [{ text: say("priorNotCome"), again: prior.again }] : []),
    ...(prior?.isComing ? [{ text: say("priorComing") }] : []),
  ];
  return (
    <>
      {lines.map(({ text, again }) => (
        <p key={text} class="ecg-coming small" role={again ? "alert" : "status"}>
          <span class="grow">{text}</span>
          {again && (
            <Button size="small" onClick={again}>
              {say("again")}
            </Button>
          )}
        </p>
      ))}
    </>
  );
}

/**
 * The PDF of this ECG in the layout in view; paper has no page of a single lead and no automatic gain. Of a long
 * recording it has the pages from the place in view on.
 */
function openPaper(
  ecgId: string,
  { layout, speed, gain, startMs }: Settings,
  spoken: Language,
  totalMs: number,
): void {
  const query = new URLSearchParams({
    layout: layout === "single" ? "3x4+1" : layout,
    speed: String(speed),
    gain: String(gain === "auto" ? 10 : gain),
    language: spoken,
    ...(totalMs > 2 * pageMs ? { startMs: startMs.toFixed(0) } : {}),
  });
  window.open(`/api/ecgs/${ecgId}/pdf?${query}`, "_blank", "noopener");
}

/** The theme of the place the paper lies in: a reading room is dark inside a light page. */
function themeAround(element: HTMLElement | null): "light" | "dark" {
  const nearest = element?.parentElement?.closest<HTMLElement>("[data-theme]") ?? document.documentElement;
  return nearest.dataset["theme"] === "dark" ? "dark" : "light";
}
