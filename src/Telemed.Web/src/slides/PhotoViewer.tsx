import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { SnapshotDialog } from "../case/SnapshotDialog";
import type { Taken } from "../case/snapshots";
import type { PhotoScale } from "../case/types";
import type { PhotoViewerProps } from "../case/viewers";
import { useAgain } from "../platform/again";
import { useKeys } from "../platform/keys";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { CalibrationDialog } from "./CalibrationDialog";
import { drawSketch, type Sketch } from "./drawing";
import { photoWords } from "./photoWords";
import { composed } from "./picture";
import "./slides.css";
import { handKeys } from "./handKeys";
import { SlideScale } from "./SlideScale";
import { SlideTools, type Tool as ToolItem } from "./SlideTools";
import { cleared, openStage, toScreenOf, type Stage } from "./stage";
import { useNarrow } from "./useNarrow";
import { slideWords } from "./words";

type Tool = "hand" | "line" | "region" | "mark";
const compactBelowPx = 760;
const narrowBelowPx = 560;

/** A gross photo or one through the eyepiece: nothing is measured on it before somebody has stated its scale. */
export default function PhotoViewer({ attachmentId, fileName, scale, reading = false, caseId }: PhotoViewerProps): VNode {
  const say = useWords(slideWords);
  const sayPhoto = useWords(photoWords);
  const [stated, setStated] = useState<PhotoScale | null>(scale);
  useEffect(() => setStated(scale), [scale?.at]);
  const umPerPx = stated?.umPerPx ?? null;
  const [tool, setTool] = useState<Tool>("hand");
  const [points, setPoints] = useState<readonly number[]>([]);
  const [measured, setMeasured] = useState<readonly Sketch[]>([]);
  const [calibrating, setCalibrating] = useState<{ readonly points: readonly number[] | null } | null>(null);
  const [taken, setTaken] = useState<Taken | null>(null);
  const [zoom, setZoom] = useState<number | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const compact = useNarrow(root, compactBelowPx);
  const narrow = useNarrow(root, narrowBelowPx);

  const onPick = (x: number, y: number) => {
    const next = [...points, x, y];
    if (tool === "region" || next.length < 4) {
      setPoints(next);
      return;
    }
    if (tool === "mark") setCalibrating({ points: next });
    else setMeasured([...measured, { kind: "line", points: next }]);
    setPoints([]);
    setTool("hand");
  };
  const finish = () => {
    if (tool === "region" && points.length >= 6) setMeasured([...measured, { kind: "region", points }]);
    setPoints([]);
    setTool("hand");
  };
  const choose = (next: Tool) => {
    setPoints([]);
    setTool(next === tool ? "hand" : next);
  };
  const sketch: Sketch | null = points.length > 0 ? { kind: tool === "region" ? "region" : "line", points } : null;
  const [failures, setFailures] = useState(0);
  const photo = usePhoto(`/api/attachments/${attachmentId}/content`, {
    picking: tool !== "hand", umPerPx, shown: sketch === null ? measured : [...measured, sketch], onPick, onPickEnd: finish, onZoom: setZoom, onFailed: () => setFailures(count => count + 1), onOpen: () => setFailures(0),
  });
  useAgain(failures === 0 ? null : failures, photo.again);
  const take = async () => {
    const picture = await photo.picture();
    if (picture === null) return;
    const { png, sourcePxPerPx } = picture;
    setTaken({ png, subjectKind: "image", subjectId: attachmentId, view: { sourcePxPerPx } });
  };
  const setPoint = () => {
    const at = photo.hand()?.middle();
    if (at !== undefined) onPick(at.x, at.y);
  };
  const mayTake = reading && caseId !== undefined;
  const noScale = umPerPx === null;
  useKeys([
    ...handKeys(photo.hand, sayPhoto("wholePhoto"), say),
    ...(tool === "hand" ? [] : [{ press: "X", says: say("setPoint"), run: setPoint }]),
    ...(noScale
      ? []
      : [
          { press: "M", says: say("measure"), run: () => choose("line") },
          { press: "A", says: say("area"), run: () => choose("region") },
        ]),
    ...(mayTake ? [{ press: "S", says: say("snapshot"), run: () => void take() }] : []),
    { press: "C", says: sayPhoto(noScale ? "stateScale" : "changeScale"), run: () => setCalibrating({ points: null }) },
    { press: "Enter", says: say("finish"), run: finish },
    { press: "Escape", says: say("cancel"), run: () => choose("hand") },
  ]);
  const tools: readonly ToolItem[] = [
    { key: "scale", label: sayPhoto(noScale ? "stateScale" : "changeScale"), first: true, run: () => setCalibrating({ points: null }) },
    { key: "measure", label: say("measure"), pressed: tool === "line", disabled: noScale, title: noScale ? sayPhoto("noMeasure") : say("measure"), run: () => choose("line") },
    { key: "area", label: say("area"), pressed: tool === "region", disabled: noScale, title: noScale ? sayPhoto("noMeasure") : say("area"), run: () => choose("region") },
    { key: "rotate", label: say("rotate"), icon: "refresh", run: () => photo.hand()?.rotate() },
    ...(mayTake ? [{ key: "picture", label: say("snapshot"), icon: "camera" as const, first: true, run: () => void take() }] : []),
  ];
  return (
    <div class={narrow ? "slide-viewer narrow" : "slide-viewer"} data-theme="dark" ref={root} aria-label={fileName}>
      <SlideTools
        compact={compact}
        narrow={narrow}
        powers={[0.25, 0.5, 1, 2].map(share => ({ text: `${share * 100} %`, run: () => photo.hand()?.zoomTo(share) })).concat({ text: sayPhoto("wholePhoto"), run: () => photo.hand()?.home() })}
        tools={tools}
        exports={[]}
      />
      <div class="slide-body">
        <div class="slide-panes">
          <div class={tool === "hand" ? "slide-pane" : "slide-pane picking"}>
            <div class="slide-stage" ref={photo.stage} />
            <canvas class="slide-ink" ref={photo.ink} />
          </div>
          {failures > 0 && (
            <Empty icon="image" title={sayPhoto("notCome")}>
              <Button icon="refresh" onClick={photo.again}>{sayPhoto("again")}</Button>
            </Empty>
          )}
          <div class="slide-notes">
            {tool === "mark" && <p class="slide-arriving" role="status">{sayPhoto("markBoth")}</p>}
            {noScale && tool !== "mark" && <p class="slide-arriving" role="status">{sayPhoto("noMeasure")}</p>}
          </div>
          <SlideScale zoom={zoom} umPerPx={umPerPx} objective={null} />
          {stated !== null && <p class="photo-origin">{sayPhoto(originOf(stated.method))} · {stated.by}</p>}
        </div>
      </div>
      {calibrating !== null && (
        <CalibrationDialog
          attachmentId={attachmentId}
          points={calibrating.points}
          onMark={() => {
            setCalibrating(null);
            setTool("mark");
          }}
          onStated={next => {
            setStated(next);
            setCalibrating(null);
          }}
          onClose={() => setCalibrating(null)}
        />
      )}
      {taken !== null && caseId !== undefined && <SnapshotDialog caseId={caseId} taken={taken} onClose={() => setTaken(null)} />}
    </div>
  );
}

function originOf(method: string): "byCamera" | "byField" | "byLength" {
  return method === "camera" ? "byCamera" : method === "field" ? "byField" : "byLength";
}

interface PhotoProps {
  readonly picking: boolean;
  readonly umPerPx: number | null;
  readonly shown: readonly Sketch[];
  readonly onPick: (x: number, y: number) => void;
  readonly onPickEnd: () => void;
  readonly onZoom: (zoom: number) => void;
  readonly onOpen: () => void;
  readonly onFailed: () => void;
}

/** The photo in OpenSeadragon with our own drawing over it. */
function usePhoto(url: string, props: PhotoProps) {
  const element = useRef<HTMLDivElement>(null);
  const ink = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const source = { type: "image", url, buildPyramid: false };
  useEffect(() => {
    if (element.current === null) return undefined;
    const opened = openStage(element.current, source, { maxZoomPixelRatio: 8 }, {
      isPicking: () => latest.current.picking,
      onPick: (x, y) => latest.current.onPick(x, y),
      onPickEnd: () => latest.current.onPickEnd(),
      onOpenFailed: () => latest.current.onFailed(),
      onDraw: () => {
        latest.current.onZoom(zoomOf(opened));
        const context = cleared(ink.current);
        const { shown, umPerPx } = latest.current;
        if (context !== null) for (const sketch of shown) drawSketch(context, { umPerPx }, sketch, toScreenOf(opened.osd));
      },
    });
    opened.osd.addHandler("open", () => latest.current.onOpen());
    stage.current = opened;
    return () => {
      stage.current = null;
      opened.end();
    };
  }, [url]);
  useEffect(() => stage.current?.draw(), [props.shown, props.umPerPx]);
  return {
    stage: element,
    ink,
    again: () => stage.current?.osd.open(source as never),
    hand: () => stage.current?.hand,
    picture: async () => {
      if (stage.current === null || !stage.current.osd.isOpen()) return null;
      const { osd } = stage.current;
      return composed([osd.drawer.canvas as HTMLCanvasElement, ink.current], osd.element.clientWidth, osd.element.clientHeight, zoomOf(stage.current));
    },
  };
}

const zoomOf = ({ osd }: Stage): number => osd.viewport.viewportToImageZoom(osd.viewport.getZoom(true));
