import OpenSeadragon from "openseadragon";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { SnapshotDialog } from "../case/SnapshotDialog";
import type { Taken } from "../case/snapshots";
import type { PhotoScale } from "../case/types";
import type { PhotoViewerProps } from "../case/viewers";
import { useKeys } from "../platform/keys";
import { useWords } from "../platform/words";
import { CalibrationDialog } from "./CalibrationDialog";
import { drawSketch, type Sketch } from "./drawing";
import { photoWords } from "./photoWords";
import { composed } from "./picture";
import "./slides.css";
import { SlideScale } from "./SlideScale";
import { SlideTools, type Tool as ToolItem } from "./SlideTools";
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
  const photo = usePhoto(`/api/attachments/${attachmentId}/content`, {
    picking: tool !== "hand", umPerPx, shown: sketch === null ? measured : [...measured, sketch], onPick, onPickEnd: finish, onZoom: setZoom,
  });
  const take = async () => {
    const picture = await photo.picture();
    if (picture === null) return;
    const { png, sourcePxPerPx } = picture;
    setTaken({ png, subjectKind: "image", subjectId: attachmentId, view: { sourcePxPerPx } });
  };
  const mayTake = reading && caseId !== undefined;
  const noScale = umPerPx === null;
  useKeys([
    { press: "+", says: say("zoomIn"), run: () => photo.zoomBy(1.5) },
    { press: "-", says: say("zoomOut"), run: () => photo.zoomBy(1 / 1.5) },
    { press: "0", says: sayPhoto("wholePhoto"), run: photo.home },
    { press: "R", says: say("rotate"), run: photo.rotate },
    ...(noScale
      ? []
      : [
          { press: "M", says: say("measure"), run: () => choose("line") },
          { press: "A", says: say("area"), run: () => choose("region") },
        ]),
    ...(mayTake ? [{ press: "S", says: say("snapshot"), run: () => void take() }] : []),
    { press: "Enter", says: say("finish"), run: finish },
    { press: "Escape", says: say("cancel"), run: () => choose("hand") },
  ]);
  const tools: readonly ToolItem[] = [
    { key: "scale", label: sayPhoto(noScale ? "stateScale" : "changeScale"), first: true, run: () => setCalibrating({ points: null }) },
    { key: "measure", label: say("measure"), pressed: tool === "line", disabled: noScale, title: noScale ? sayPhoto("noMeasure") : say("measure"), run: () => choose("line") },
    { key: "area", label: say("area"), pressed: tool === "region", disabled: noScale, title: noScale ? sayPhoto("noMeasure") : say("area"), run: () => choose("region") },
    { key: "rotate", label: say("rotate"), icon: "refresh", run: photo.rotate },
    ...(mayTake ? [{ key: "picture", label: say("snapshot"), icon: "camera" as const, first: true, run: () => void take() }] : []),
  ];
  return (
    <div class={narrow ? "slide-viewer narrow" : "slide-viewer"} data-theme="dark" ref={root} aria-label={fileName}>
      <SlideTools
        compact={compact}
        narrow={narrow}
        powers={[0.25, 0.5, 1, 2].map(share => ({ text: `${share * 100} %`, run: () => photo.zoomTo(share) })).concat({ text: sayPhoto("wholePhoto"), run: photo.home })}
        tools={tools}
        exports={[]}
      />
      {tool === "mark" && <p class="slide-arriving" role="status">{sayPhoto("markBoth")}</p>}
      {noScale && tool !== "mark" && <p class="slide-arriving" role="status">{sayPhoto("noMeasure")}</p>}
      <div class="slide-body">
        <div class="slide-panes">
          <div class={tool === "hand" ? "slide-pane" : "slide-pane picking"}>
            <div class="slide-stage" ref={photo.stage} />
            <canvas class="slide-ink" ref={photo.ink} />
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
}

/** The photo in OpenSeadragon with our own drawing over it. */
function usePhoto(url: string, props: PhotoProps) {
  const stage = useRef<HTMLDivElement>(null);
  const ink = useRef<HTMLCanvasElement>(null);
  const viewer = useRef<OpenSeadragon.Viewer | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const redraw = useRef<() => void>(() => {});
  useEffect(() => {
    if (stage.current === null) return undefined;
    const osd = OpenSeadragon({
      element: stage.current,
      tileSources: { type: "image", url, buildPyramid: false },
      drawer: "canvas",
      showNavigationControl: false,
      animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.4,
      maxZoomPixelRatio: 8,
      crossOriginPolicy: false,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: false },
      gestureSettingsTouch: { dblClickToZoom: false },
      keyboardNavEnabled: false,
    } as unknown as OpenSeadragon.Options);
    viewer.current = osd;
    let frame = 0;
    const draw = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (!osd.isOpen()) return;
        latest.current.onZoom(osd.viewport.viewportToImageZoom(osd.viewport.getZoom(true)));
        paint(osd, ink.current, latest.current);
      });
    };
    redraw.current = draw;
    for (const event of ["open", "update-viewport", "resize"] as const) osd.addHandler(event, draw);
    osd.addHandler("canvas-click", event => {
      if (!latest.current.picking || !event.quick) return;
      event.preventDefaultAction = true;
      const at = osd.viewport.viewerElementToImageCoordinates(event.position);
      latest.current.onPick(at.x, at.y);
    });
    osd.addHandler("canvas-double-click", () => {
      if (latest.current.picking) latest.current.onPickEnd();
    });
    return () => {
      cancelAnimationFrame(frame);
      viewer.current = null;
      osd.destroy();
    };
  }, [url]);
  useEffect(() => redraw.current(), [props.shown, props.umPerPx]);
  return {
    stage,
    ink,
    zoomBy: (factor: number) => {
      viewer.current?.viewport.zoomBy(factor);
      viewer.current?.viewport.applyConstraints();
    },
    zoomTo: (zoom: number) => {
      const viewport = viewer.current?.viewport;
      viewport?.zoomTo(viewport.imageToViewportZoom(zoom));
    },
    home: () => void viewer.current?.viewport.goHome(),
    rotate: () => {
      const viewport = viewer.current?.viewport;
      viewport?.setRotation((viewport.getRotation() + 90) % 360);
    },
    picture: async () => {
      const osd = viewer.current;
      if (osd === null || !osd.isOpen()) return null;
      const zoom = osd.viewport.viewportToImageZoom(osd.viewport.getZoom(true));
      return composed([osd.drawer.canvas as HTMLCanvasElement, ink.current], osd.element.clientWidth, osd.element.clientHeight, zoom);
    },
  };
}

function paint(osd: OpenSeadragon.Viewer, canvas: HTMLCanvasElement | null, props: PhotoProps): void {
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return;
  const ratio = window.devicePixelRatio;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const toScreen = (x: number, y: number) => osd.viewport.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
  for (const sketch of props.shown) drawSketch(context, { umPerPx: props.umPerPx }, sketch, toScreen);
}
