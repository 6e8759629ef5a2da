import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { useAgain } from "../platform/again";
import type { SharedView } from "../platform/sharedView";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import "./ecg.css";
import { PdfPages } from "./PdfPages";
import { reading, scaleOf, type PaperScale, type Stretch } from "./paperScale";
import { perMinute } from "./qt";
import { gains, speeds, type Speed } from "./units";
import { usePaperInStep } from "./usePaperInStep";
import { ecgWords } from "./words";

interface PaperViewerProps {
  readonly url: string;
  readonly fileName: string;
  readonly isPdf: boolean;
  /** Keeps the photo or PDF in step with other screens, in a room. */
  readonly shared?: SharedView;
}

type Mode = "look" | "grid" | "measure";

const zoomStep = 1.25;
const zoomRange = { least: 0.2, most: 8 } as const;

/** A photo or PDF of ECG paper: to look at, and to measure on once a person has marked squares of its grid. */
export default function PaperViewer({ url, fileName, isPdf, shared }: PaperViewerProps): VNode {
  const say = useWords(ecgWords);
  const [mode, setMode] = useState<Mode>("look");
  const [zoom, setZoom] = useState(1);
  const [grid, setGrid] = useState<Stretch | null>(null);
  const [gridMm, setGridMm] = useState(50);
  const [speed, setSpeed] = useState<Speed>(25);
  const [mmPerMv, setMmPerMv] = useState<PaperScale["mmPerMv"]>(10);
  const [stretch, setStretch] = useState<Stretch | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const onScroll = usePaperInStep(shared, root, scroller, zoom, setZoom);
  const pxPerMm = grid === null ? null : scaleOf(grid, gridMm);
  const scale = pxPerMm === null ? null : { pxPerMm, speed, mmPerMv };
  const choose = (next: Mode) => setMode(mode === next ? "look" : next);
  const zoomBy = (factor: number) => setZoom(old => Math.min(Math.max(old * factor, zoomRange.least), zoomRange.most));
  return (
    <div class="ecg paper-viewer" ref={root}>
      <div class="ecg-bar" role="toolbar" aria-label={fileName}>
        <Button size="small" label={say("zoomOut")} onClick={() => zoomBy(1 / zoomStep)}>
          −
        </Button>
        <Button size="small" onClick={() => setZoom(1)}>
          {say("fit")}
        </Button>
        <Button size="small" label={say("zoomIn")} onClick={() => zoomBy(zoomStep)}>
          +
        </Button>
        <span class="split" />
        <Button size="small" pressed={mode === "grid"} onClick={() => choose("grid")}>
          {say("markGrid")}
        </Button>
        <label>
          {say("gridMm")}
          <input
            class="input"
            style={{ width: "72px", minHeight: "28px" }}
            type="number"
            min="1"
            max="300"
            value={gridMm}
            onInput={event => setGridMm(Number(event.currentTarget.value))}
          />
        </label>
        <label>
          {say("paperSpeed")}
          <select value={speed} onChange={event => setSpeed(Number(event.currentTarget.value) as Speed)}>
            {speeds.map(each => (
              <option key={each} value={each}>
                {each} mm/s
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("gain")}
          <select
            value={mmPerMv}
            onChange={event => setMmPerMv(Number(event.currentTarget.value) as PaperScale["mmPerMv"])}
          >
            {gains.map(each => (
              <option key={each} value={each}>
                {each} mm/mV
              </option>
            ))}
          </select>
        </label>
        <span class="split" />
        <Button size="small" pressed={mode === "measure"} disabled={scale === null} onClick={() => choose("measure")}>
          {say("caliper")}
        </Button>
      </div>
      <p class="paper-says small quiet" role="status">
        {mode === "grid"
          ? say("markGridText")
          : scale === null
            ? say("notMarked")
            : stretch === null
              ? `1 mm = ${scale.pxPerMm.toFixed(1)} px`
              : readout(stretch, scale)}
      </p>
      <div
        class="paper-scroll"
        ref={scroller}
        onScroll={onScroll}
        tabIndex={0}
        role="region"
        aria-label={fileName}
      >
        <div class="paper-sheet" style={{ width: `${zoom * 100}%` }}>
          {isPdf ? <PdfPages url={url} fileName={fileName} /> : <PaperPicture url={url} fileName={fileName} />}
          <Marking mode={mode} zoom={zoom} grid={grid} stretch={stretch} onGrid={setGrid} onStretch={setStretch} />
        </div>
      </div>
    </div>
  );
}

function PaperPicture({ url, fileName }: { readonly url: string; readonly fileName: string }): VNode {
  const say = useWords(ecgWords);
  const [failures, setFailures] = useState(0);
  const [round, setRound] = useState(0);
  const again = () => setRound(count => count + 1);
  useAgain(failures === 0 ? null : failures, again);
  return (
    <>
      {failures > 0 && (
        <p class="ecg-coming" role="alert">
          <span class="grow">{say("pictureNotCome")}</span>
          <Button size="small" onClick={again}>
            {say("again")}
          </Button>
        </p>
      )}
      <img
        key={round}
        src={url}
        alt={fileName}
        draggable={false}
        onLoad={() => setFailures(0)}
        onError={() => setFailures(count => count + 1)}
      />
    </>
  );
}

function readout(stretch: Stretch, scale: PaperScale): string {
  const { timeMs, voltageMv } = reading(stretch, scale);
  return `${timeMs.toFixed(0)} ms · ${timeMs < 100 ? "–" : perMinute(timeMs).toFixed(0)}/min · ${voltageMv.toFixed(2)} mV`;
}

/** The glass over the picture. Stretches are kept in pixels of the picture at its natural fit, so zooming moves nothing. */
function Marking({
  mode,
  zoom,
  grid,
  stretch,
  onGrid,
  onStretch,
}: {
  readonly mode: Mode;
  readonly zoom: number;
  readonly grid: Stretch | null;
  readonly stretch: Stretch | null;
  readonly onGrid: (stretch: Stretch) => void;
  readonly onStretch: (stretch: Stretch) => void;
}): VNode {
  const from = useRef<{ x: number; y: number } | null>(null);
  const place = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    return { x: (event.clientX - box.left) / zoom, y: (event.clientY - box.top) / zoom };
  };
  const move = (event: PointerEvent) => {
    if (from.current === null) return;
    const to = place(event);
    const next = { x1: from.current.x, y1: from.current.y, x2: to.x, y2: to.y };
    if (mode === "grid") onGrid(next);
    else onStretch(next);
  };
  return (
    <svg
      class={mode === "look" ? "idle" : ""}
      style={{ cursor: "crosshair" }}
      aria-hidden="true"
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = place(event);
      }}
      onPointerMove={move}
      onPointerUp={event => {
        move(event);
        from.current = null;
      }}
    >
      {grid !== null && <Line stretch={grid} zoom={zoom} colour="#d19a00" />}
      {stretch !== null && <Line stretch={stretch} zoom={zoom} colour="#0b5fb0" isBox />}
    </svg>
  );
}

function Line({
  stretch,
  zoom,
  colour,
  isBox,
}: {
  readonly stretch: Stretch;
  readonly zoom: number;
  readonly colour: string;
  readonly isBox?: boolean;
}): VNode {
  const [x1, y1, x2, y2] = [stretch.x1, stretch.y1, stretch.x2, stretch.y2].map(value => value * zoom) as [
    number,
    number,
    number,
    number,
  ];
  return (
    <g stroke={colour} stroke-width="2" fill={colour} fill-opacity="0.1">
      {isBox ? (
        <rect x={Math.min(x1, x2)} y={Math.min(y1, y2)} width={Math.abs(x2 - x1)} height={Math.abs(y2 - y1)} />
      ) : (
        <line x1={x1} y1={y1} x2={x2} y2={y2} />
      )}
      <circle cx={x1} cy={y1} r="5" />
      <circle cx={x2} cy={y2} r="5" />
    </g>
  );
}
