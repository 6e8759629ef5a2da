import type { VNode } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { getJson } from "../platform/api";
import { useKeys } from "../platform/keys";
import type { SharedView } from "../platform/sharedView";
import { asProblem, type Problem } from "../platform/problem";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { ProblemNote } from "../ui/ProblemNote";
import type { Sketch } from "./drawing";
import { hide, MiniMap } from "./MiniMap";
import { powerOfZoom, scaleBar, zoomOfPower } from "./scale";
import "./slides.css";
import { SlidePane, type Look, type PaneHandle } from "./SlidePane";
import type { SlideInfo } from "./types";
import { useMarks } from "./useMarks";
import { useSlideInStep } from "./useSlideInStep";
import { useVisited } from "./useVisited";
import { slideWords } from "./words";

export interface SlideViewerProps {
  readonly slideId: string;
  readonly slides?: readonly { readonly id: string; readonly label: string }[];
  readonly reading?: boolean;
  /** Keeps the slide in step with other screens, in a room. */
  readonly shared?: SharedView;
}

type Tool = "hand" | "line" | "region" | "pin";
const powers = [1, 2.5, 5, 10, 20, 40];
const refreshMs = 4_000;

export default function SlideViewer({ slideId, slides = [], reading = false, shared }: SlideViewerProps): VNode {
  const [chosen, setChosen] = useState(slideId);
  useEffect(() => setChosen(slideId), [slideId]);
  const [twin, setTwin] = useState<string | null>(null);
  const { info, problem, again } = useSlide(chosen);
  const other = useSlide(twin);
  const say = useWords(slideWords);
  if (problem !== null) return <ProblemNote problem={problem} />;
  if (info === null) return <div class="slide-viewer loading" aria-busy="true">{say("loading")}</div>;
  if (!info.levels.some(level => level.shown))
    return (
      <Empty icon="slide" title={say("notShown")}>
        <p>{say("notShownDo")}</p>
      </Empty>
    );
  return (
    <Open
      key={info.id}
      info={info}
      twin={other.info}
      slides={slides}
      reading={reading}
      shared={shared}
      onChoose={setChosen}
      onTwin={setTwin}
      onStale={again}
    />
  );
}

/** The slide's description, asked for again while it arrives. */
function useSlide(id: string | null): {
  readonly info: SlideInfo | null;
  readonly problem: Problem | null;
  readonly again: () => void;
} {
  const [asked, setAsked] = useState(0);
  const askedAt = useRef(0);
  const [info, setInfo] = useState<SlideInfo | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setProblem(null);
    if (id === null) {
      setInfo(null);
      return undefined;
    }
    const load = () => {
      getJson<SlideInfo>(`/api/slides/${id}`, end.signal).then(
        now => {
          setInfo(now);
          if (!now.complete) timer = setTimeout(load, refreshMs);
        },
        error => {
          if (!end.signal.aborted) setProblem(asProblem(error));
        },
      );
    };
    load();
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [id, asked]);
  // Levels may have been added, so the description is asked for again, though not for each tile that failed.
  const again = useCallback(() => {
    if (performance.now() - askedAt.current < refreshMs) return;
    askedAt.current = performance.now();
    setAsked(count => count + 1);
  }, []);
  return { info: info?.id === id ? info : null, problem, again };
}

interface OpenProps {
  readonly info: SlideInfo;
  readonly twin: SlideInfo | null;
  readonly slides: readonly { readonly id: string; readonly label: string }[];
  readonly reading: boolean;
  readonly shared: SharedView | undefined;
  readonly onChoose: (id: string) => void;
  readonly onTwin: (id: string | null) => void;
  readonly onStale: () => void;
}

function Open({ info, twin, slides, shared, onChoose, onTwin, onStale }: OpenProps): VNode {
  const say = useWords(slideWords);
  const pane = useRef<PaneHandle | null>(null);
  const twinPane = useRef<PaneHandle | null>(null);
  const [look, setLook] = useState<Look | null>(null);
  const [tool, setTool] = useState<Tool>("hand");
  const [points, setPoints] = useState<readonly number[]>([]);
  const [measured, setMeasured] = useState<readonly Sketch[]>([]);
  const [plane, setPlane] = useState(0);
  const [labelShown, setLabelShown] = useState(false);
  const marks = useMarks(info.id);
  const [isPreview, setIsPreview] = useState(false);
  const visited = useVisited(info, look, isPreview);

  const root = useRef<HTMLDivElement>(null);
  const inStep = useSlideInStep(shared, root, {
    info, look, pane: pane.current, plane, setPlane, measured, setMeasured, marks, onChoose,
  });

  const onLook = useCallback((next: Look) => {
    setLook(next);
    twinPane.current?.follow(atSameScale(next, info, twin));
  }, [info, twin]);

  const finish = useCallback(() => {
    if ((tool === "line" || tool === "region") && points.length >= 4) setMeasured([...measured, { kind: tool, points }]);
    setPoints([]);
    setTool("hand");
  }, [tool, points, measured]);

  const onPick = (x: number, y: number) => {
    if (tool === "pin") {
      setTool("hand");
      void marks.pin(x, y);
      return;
    }
    const next = [...points, x, y];
    if (tool === "line" && next.length === 4) {
      setMeasured([...measured, { kind: "line", points: next }]);
      setPoints([]);
      setTool("hand");
    } else setPoints(next);
  };

  const choose = (next: Tool) => {
    setPoints([]);
    setTool(next === tool ? "hand" : next);
  };
  const neighbour = (step: number) => {
    const at = slides.findIndex(slide => slide.id === info.id);
    const next = slides[at + step];
    if (next !== undefined) onChoose(next.id);
  };
  const toPower = (power: number) =>
    pane.current?.zoomTo(info.objective === null ? power / 40 : zoomOfPower(power, info.objective, window.devicePixelRatio));

  useKeys([
    { press: "+", says: say("zoomIn"), run: () => pane.current?.zoomBy(1.5) },
    { press: "-", says: say("zoomOut"), run: () => pane.current?.zoomBy(1 / 1.5) },
    { press: "0", says: say("whole"), run: () => pane.current?.home() },
    ...powers.map((power, index) => ({ press: String(index + 1), says: powerText(power, info), run: () => toPower(power) })),
    { press: "ArrowLeft", says: say("left"), run: () => pane.current?.move(-0.25, 0) },
    { press: "ArrowRight", says: say("right"), run: () => pane.current?.move(0.25, 0) },
    { press: "ArrowUp", says: say("up"), run: () => pane.current?.move(0, -0.25) },
    { press: "ArrowDown", says: say("down"), run: () => pane.current?.move(0, 0.25) },
    { press: "R", says: say("rotate"), run: () => pane.current?.rotate() },
    { press: "M", says: say("measure"), run: () => choose("line") },
    { press: "A", says: say("area"), run: () => choose("region") },
    { press: "P", says: say("pin"), run: () => choose("pin") },
    { press: "]", says: say("next"), run: () => neighbour(1) },
    { press: "[", says: say("previous"), run: () => neighbour(-1) },
    { press: "Enter", says: say("finish"), run: finish },
    { press: "Escape", says: say("cancel"), run: () => choose("hand") },
  ]);

  const sketch: Sketch | null = points.length > 0 && tool !== "pin" && tool !== "hand" ? { kind: tool, points } : null;
  const drawn = [
    ...marks.items,
    ...measured.map((each, index) => ({
      id: `m${index}`, kind: each.kind, points: each.points, text: "", number: null, createdBy: "", personName: "", createdAt: "",
    })),
  ];
  const power = look === null || info.objective === null ? null : powerOfZoom(look.zoom, info.objective, window.devicePixelRatio);
  const umPerScreenPx = look === null || info.umPerPx === null ? null : info.umPerPx / look.zoom;
  const bar = scaleBar(umPerScreenPx, 160);
  const others = slides.filter(slide => slide.id !== info.id);
  return (
    <div class="slide-viewer" data-theme="dark" ref={root}>
      <div class="slide-tools" role="toolbar" aria-label={say("tools")}>
        <div class="slide-powers" role="group" aria-label={say("power")}>
          {powers.filter(each => info.objective === null || each <= info.objective).map(each => (
            <Button key={each} size="small" onClick={() => toPower(each)}>{powerText(each, info)}</Button>
          ))}
          <Button size="small" onClick={() => pane.current?.home()}>{say("whole")}</Button>
        </div>
        <Button size="small" look="plain" pressed={tool === "line"} disabled={info.umPerPx === null} title={info.umPerPx === null ? say("photoNoMeasure") : say("measure")} onClick={() => choose("line")}>{say("measure")}</Button>
        <Button size="small" look="plain" pressed={tool === "region"} disabled={info.umPerPx === null} title={info.umPerPx === null ? say("photoNoMeasure") : say("area")} onClick={() => choose("region")}>{say("area")}</Button>
        <Button size="small" look="plain" pressed={tool === "pin"} onClick={() => choose("pin")}>{say("pin")}</Button>
        <Button size="small" look="plain" icon="refresh" label={say("rotate")} onClick={() => pane.current?.rotate()} />
        {others.length > 0 && (
          <Button size="small" look="plain" pressed={twin !== null} onClick={() => onTwin(twin === null ? (others[0]?.id ?? null) : null)}>{say("compare")}</Button>
        )}
        {info.associated.some(image => image.name === "label") && (
          <Button size="small" look="plain" pressed={labelShown} onClick={() => setLabelShown(!labelShown)}>{labelShown ? say("hideLabel") : say("showLabel")}</Button>
        )}
        {info.focalPlanes > 1 && (
          <label class="slide-focus">
            {say("focus", { plane: plane + 1, count: info.focalPlanes })}
            <input type="range" min={0} max={info.focalPlanes - 1} value={plane} onInput={event => setPlane(event.currentTarget.valueAsNumber)} />
          </label>
        )}
        {marks.items.length > 0 && <a class="button small plain" href={`/api/slides/${info.id}/marks.geojson`} download>{say("export")}</a>}
      </div>
      {!info.complete && (
        <p class="slide-arriving" role="status">
          {say("arriving", { share: Math.floor((100 * info.receivedBytes) / Math.max(1, info.totalBytes ?? 1)) })}
        </p>
      )}
      {isPreview && <p class="slide-preview" role="status">{say("preview")}</p>}
      <div class={twin === null ? "slide-panes" : "slide-panes two"}>
        <SlidePane
          info={info}
          plane={plane}
          marks={drawn}
          sketch={sketch}
          picking={tool !== "hand"}
          onLook={onLook}
          onPick={onPick}
          onPickEnd={finish}
          onReady={handle => {
            pane.current = handle;
            inStep();
          }}
          onPreview={setIsPreview}
          onFailed={onStale}
        />
        {twin !== null && (
          <SlidePane key={twin.id} info={twin} plane={0} marks={[]} sketch={null} picking={false} onLook={() => {}} onPick={() => {}} onPickEnd={() => {}} onReady={handle => { twinPane.current = handle; if (look !== null) handle.follow(atSameScale(look, info, twin)); }} />
        )}
        <MiniMap info={info} view={look?.view ?? null} visited={visited.grid} visitedCount={visited.count} onGo={(x, y) => pane.current?.go(x, y)} />
        {labelShown && <img class="slide-label" src={`/slides/${info.id}/beside/label`} alt={say("showLabel")} />}
        <div class="slide-scale" aria-live="off">
          {bar === null ? <span>{say("noScale")}</span> : (
            <>
              <span class="slide-bar" style={{ width: `${bar.widthPx}px` }} />
              <span>{bar.text}</span>
            </>
          )}
          {power !== null && <span class="tabular">{power.toFixed(power < 10 ? 1 : 0)}x</span>}
          {umPerScreenPx !== null && <span class="tabular">{umPerScreenPx.toFixed(umPerScreenPx < 1 ? 3 : 1)} µm/px</span>}
        </div>
      </div>
      {slides.length > 1 && (
        <ul class="slide-tray" aria-label={say("slides")}>
          {slides.map(slide => (
            <li key={slide.id}>
              <button type="button" aria-pressed={slide.id === info.id} onClick={() => onChoose(slide.id)}>
                <img src={`/slides/${slide.id}/thumbnail`} alt="" loading="lazy" onError={hide} />
                <span class="cut">{slide.label}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Two scanners' pixels differ in size: the twin shows the same micrometres a screen pixel, where both state theirs. */
function atSameScale(look: Look, info: SlideInfo, twin: SlideInfo | null): Look {
  if (info.umPerPx === null || twin === null || twin.umPerPx === null) return look;
  return { ...look, zoom: (look.zoom * twin.umPerPx) / info.umPerPx };
}

/** Powers by objective; without one, shares of full size, which are no powers. */
function powerText(power: number, info: SlideInfo): string {
  return info.objective === null ? `${Math.round((100 * power) / 40)} %` : `${power}x`;
}
