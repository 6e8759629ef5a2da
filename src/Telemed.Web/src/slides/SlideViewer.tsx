import type { ComponentChildren, VNode } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { SnapshotDialog } from "../case/SnapshotDialog";
import type { Taken } from "../case/snapshots";
import { useKeys } from "../platform/keys";
import { useLive } from "../platform/live";
import { asProblem, type Problem } from "../platform/problem";
import { can } from "../platform/session";
import type { SharedView } from "../platform/sharedView";
import { useWords } from "../platform/words";
import { Empty } from "../ui/Empty";
import { problemText, ProblemNote } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import type { Sketch } from "./drawing";
import { focusMapOf } from "./focusMap";
import { handKeys } from "./handKeys";
import type { Look } from "./look";
import { MiniMap } from "./MiniMap";
import type { PaneHandle } from "./paneHandle";
import { zoomOfPower } from "./scale";
import { sideWords } from "./sideWords";
import "./slides.css";
import { nothingShown, SlidePane } from "./SlidePane";
import { SlideScale } from "./SlideScale";
import { SlideSide } from "./SlideSide";
import { SlideTools, type Tool as ToolItem } from "./SlideTools";
import { SlideTray } from "./SlideTray";
import { inOrder, treeOf } from "./tree";
import type { SlideInfo } from "./types";
import { useMarks } from "./useMarks";
import { useNarrow } from "./useNarrow";
import { useSlide } from "./useSlide";
import { useSlideInStep } from "./useSlideInStep";
import { useTray, type GivenSlide } from "./useTray";
import { useVisited } from "./useVisited";
import { slideWords } from "./words";

export interface SlideViewerProps {
  readonly slideId: string;
  readonly slides?: readonly GivenSlide[];
  readonly reading?: boolean;
  /** The case whose report takes pictures of the slide. */
  readonly caseId?: string;
  /** What the reader said of a slide's adequacy, for the report that asks for the same. */
  readonly onAdequacy?: (answer: string, why: string) => void;
  /** Keeps the slide in step with other screens, in a room. */
  readonly shared?: SharedView;
}

type Tool = "hand" | "line" | "region" | "pin";
const powers = [1, 2.5, 5, 10, 20, 40];
const compactBelowPx = 760;
const narrowBelowPx = 560;

export default function SlideViewer(props: SlideViewerProps): VNode {
  const { slideId, slides = [], reading = false, caseId, shared, onAdequacy } = props;
  const [chosen, setChosen] = useState(slideId);
  useEffect(() => setChosen(slideId), [slideId]);
  const [twin, setTwin] = useState<string | null>(null);
  const { info, problem, again, now } = useSlide(chosen);
  const other = useSlide(twin);
  // What the reader says of the slide reaches whoever looks at it.
  const topicOf = caseId ?? info?.consultationId ?? null;
  useLive(topicOf === null ? null : `consultation:${topicOf}`, now);
  const say = useWords(slideWords);
  const unopened = { slideId: chosen, slides, caseId: topicOf, shared, onChoose: setChosen };
  if (problem !== null)
    return (
      <Unopened {...unopened}>
        <ProblemNote problem={problem} onRetry={now} />
      </Unopened>
    );
  if (info === null) return <div class="slide-viewer loading" aria-busy="true">{say("loading")}</div>;
  if (!info.levels.some(level => level.shown))
    return (
      <Unopened {...unopened}>
        <Empty icon="slide" title={say("notShown")}>
          <p>{say("notShownDo")}</p>
        </Empty>
      </Unopened>
    );
  return (
    <Open
      key={info.id}
      info={info}
      twin={other.info}
      twinFailed={other.problem === null ? null : { problem: other.problem, again: other.now }}
      slides={slides}
      reading={reading}
      caseId={caseId ?? info.consultationId}
      shared={shared}
      onAdequacy={onAdequacy}
      onChoose={setChosen}
      onTwin={setTwin}
      onStale={again}
      onChanged={now}
    />
  );
}

interface UnopenedProps {
  readonly slideId: string;
  readonly slides: readonly GivenSlide[];
  readonly caseId: string | null;
  readonly shared: SharedView | undefined;
  readonly onChoose: (id: string) => void;
  readonly children: ComponentChildren;
}

/** Why a slide is not open, with the others of the case: one that fails must not bar the way to them. */
function Unopened({ slideId, slides, caseId, shared, onChoose, children }: UnopenedProps): VNode {
  const tray = useTray(caseId, slides);
  const led = (shared?.view as { readonly slideId?: string } | null | undefined)?.slideId;
  useEffect(() => {
    if (led !== undefined && led !== slideId) onChoose(led);
  }, [shared?.view]);
  return (
    <div class="slide-viewer" data-theme="dark">
      <div class="slide-unopened">{children}</div>
      {tray.slides.length > 1 && (
        <SlideTray slides={tray.slides} shownId={slideId} mayLabel={false} onChoose={onChoose} onLabelled={tray.refetch} />
      )}
    </div>
  );
}

interface OpenProps {
  readonly info: SlideInfo;
  readonly twin: SlideInfo | null;
  readonly twinFailed: { readonly problem: Problem; readonly again: () => void } | null;
  readonly slides: readonly GivenSlide[];
  readonly reading: boolean;
  readonly caseId: string | null;
  readonly shared: SharedView | undefined;
  readonly onAdequacy: ((answer: string, why: string) => void) | undefined;
  readonly onChoose: (id: string) => void;
  readonly onTwin: (id: string | null) => void;
  readonly onStale: () => void;
  readonly onChanged: () => void;
}

function Open(props: OpenProps): VNode {
  const { info, twin, twinFailed, slides, reading, caseId, shared, onChoose, onTwin, onStale, onChanged } = props;
  const say = useWords(slideWords);
  const saySide = useWords(sideWords);
  const pane = useRef<PaneHandle | null>(null);
  const twinPane = useRef<PaneHandle | null>(null);
  const [look, setLook] = useState<Look | null>(null);
  const [tool, setTool] = useState<Tool>("hand");
  const [points, setPoints] = useState<readonly number[]>([]);
  const [measured, setMeasured] = useState<readonly Sketch[]>([]);
  const [pending, setPending] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const [plane, setPlane] = useState(0);
  const [labelShown, setLabelShown] = useState(false);
  const [focusShown, setFocusShown] = useState(false);
  const [sideShown, setSideShown] = useState(false);
  const [taken, setTaken] = useState<Taken | null>(null);
  const marks = useMarks(info.id, caseId);
  const tray = useTray(caseId, slides);
  const [shown, setShown] = useState(nothingShown);
  const { isPreview, isLacking } = shown;
  const visited = useVisited(info, look, shown);
  const focus = focusMapOf(info.quality);

  const root = useRef<HTMLDivElement>(null);
  const compact = useNarrow(root, compactBelowPx);
  const narrow = useNarrow(root, narrowBelowPx);
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
      setPending({ x, y });
      setSideShown(true);
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
    const order = inOrder(treeOf(tray.slides));
    const next = order[order.findIndex(slide => slide.id === info.id) + step];
    if (next !== undefined) onChoose(next.id);
  };
  const toPower = (power: number) =>
    pane.current?.zoomTo(info.objective === null ? power / 40 : zoomOfPower(power, info.objective, window.devicePixelRatio));
  const mayTake = reading && caseId !== null;
  const take = async () => {
    if (!mayTake || isPreview || isLacking || look === null || pane.current === null) return;
    try {
      const { png, sourcePxPerPx } = await pane.current.picture();
      const { view, zoom, turn } = look;
      setTaken({
        png,
        subjectKind: "slide",
        subjectId: info.id,
        view: { x: view.left + view.width / 2, y: view.top + view.height / 2, zoom, turn, plane, sourcePxPerPx },
      });
    } catch (error) {
      toast(problemText(asProblem(error)).text, { look: "red" });
    }
  };
  const goTo = (x: number, y: number) => {
    pane.current?.go(x / info.widthPx, y / info.heightPx);
    if (look !== null && info.objective !== null && look.zoom < zoomOfPower(pinPower, info.objective, window.devicePixelRatio))
      toPower(pinPower);
  };

  const setPoint = () => {
    const at = pane.current?.middle();
    if (at !== undefined) onPick(at.x, at.y);
  };
  const others = tray.slides.filter(slide => slide.id !== info.id);
  const compare = () => onTwin(twin === null && twinFailed === null ? (others[0]?.id ?? null) : null);
  const hasLabel = info.associated.some(image => image.name === "label");

  useKeys([
    ...handKeys(() => pane.current, say("whole"), say),
    ...powers.map((power, index) => ({ press: String(index + 1), says: powerText(power, info), run: () => toPower(power) })),
    { press: "M", says: say("measure"), run: () => choose("line") },
    { press: "A", says: say("area"), run: () => choose("region") },
    { press: "P", says: say("pin"), run: () => choose("pin") },
    ...(tool === "hand" ? [] : [{ press: "X", says: say("setPoint"), run: setPoint }]),
    { press: "F", says: say("focusMap"), run: () => setFocusShown(!focusShown) },
    { press: "B", says: saySide("beside"), run: () => setSideShown(!sideShown) },
    ...(others.length > 0 ? [{ press: "C", says: say("compare"), run: compare }] : []),
    ...(hasLabel ? [{ press: "L", says: say("showLabel"), run: () => setLabelShown(!labelShown) }] : []),
    ...(info.focalPlanes > 1
      ? [
          { press: "PageDown", says: say("deeper"), run: () => setPlane(Math.min(info.focalPlanes - 1, plane + 1)) },
          { press: "PageUp", says: say("higher"), run: () => setPlane(Math.max(0, plane - 1)) },
        ]
      : []),
    ...(mayTake ? [{ press: "S", says: say("snapshot"), run: () => void take() }] : []),
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
  const noScale = info.umPerPx === null;
  const pins = marks.items.filter(mark => mark.kind === "pin");
  const tools: readonly ToolItem[] = [
    { key: "pin", label: say("pin"), pressed: tool === "pin", first: true, run: () => choose("pin") },
    ...(mayTake
      ? [{ key: "picture", label: say("snapshot"), icon: "camera" as const, first: true, disabled: isPreview || isLacking, title: isPreview || isLacking ? saySide("waitOriginal") : say("snapshot"), run: () => void take() }]
      : []),
    { key: "measure", label: say("measure"), pressed: tool === "line", disabled: noScale, title: noScale ? say("photoNoMeasure") : say("measure"), run: () => choose("line") },
    { key: "area", label: say("area"), pressed: tool === "region", disabled: noScale, title: noScale ? say("photoNoMeasure") : say("area"), run: () => choose("region") },
    { key: "rotate", label: say("rotate"), icon: "refresh", run: () => pane.current?.rotate() },
    ...(others.length > 0
      ? [{ key: "compare", label: say("compare"), pressed: twin !== null || twinFailed !== null, run: compare }]
      : []),
    ...(hasLabel
      ? [{ key: "label", label: labelShown ? say("hideLabel") : say("showLabel"), pressed: labelShown, run: () => setLabelShown(!labelShown) }]
      : []),
    ...(focus === null ? [] : [{ key: "focus", label: say("focusMap"), pressed: focusShown, run: () => setFocusShown(!focusShown) }]),
    { key: "side", label: sideLabel(say("pinsOf", { n: marks.problem === null ? pins.length : "?" }), info), first: true, pressed: sideShown, run: () => setSideShown(!sideShown) },
  ];
  const exported = marks.items.length === 0 ? [] : (["geojson", "sr", "ann"] as const).map(kind => ({
    key: kind, label: say(kind), href: `/api/slides/${info.id}/marks.${kind === "geojson" ? kind : `${kind}.dcm`}`,
  }));
  const shares = powers.filter(each => info.objective === null || each <= info.objective);
  return (
    <div class={narrow ? "slide-viewer narrow" : "slide-viewer"} data-theme="dark" ref={root}>
      <SlideTools
        compact={compact}
        narrow={narrow}
        powers={[
          ...shares.map(each => ({ text: powerText(each, info), run: () => toPower(each) })),
          { text: say("whole"), run: () => pane.current?.home() },
        ]}
        tools={tools}
        exports={exported}
      >
        {info.focalPlanes > 1 && (
          <label class="slide-focus">
            {say("focus", { plane: plane + 1, count: info.focalPlanes })}
            <input type="range" min={0} max={info.focalPlanes - 1} value={plane} onInput={event => setPlane(event.currentTarget.valueAsNumber)} />
          </label>
        )}
      </SlideTools>
      <div class={sideShown ? "slide-body with-side" : "slide-body"}>
        <div class={twin === null && twinFailed === null ? "slide-panes" : "slide-panes two"}>
          <SlidePane
            info={info}
            plane={plane}
            marks={drawn}
            sketch={sketch}
            focus={focusShown ? focus : null}
            picking={tool !== "hand"}
            onLook={onLook}
            onPick={onPick}
            onPickEnd={finish}
            onReady={handle => {
              pane.current = handle;
              if (handle !== null) inStep();
            }}
            onShown={setShown}
            onFailed={onStale}
          />
          {twin !== null && (
            <SlidePane key={twin.id} info={twin} plane={0} marks={[]} sketch={null} picking={false} onLook={() => {}} onPick={() => {}} onPickEnd={() => {}} onReady={handle => { twinPane.current = handle; if (handle !== null && look !== null) handle.follow(atSameScale(look, info, twin)); }} />
          )}
          {twinFailed !== null && (
            <div class="slide-unopened">
              <ProblemNote problem={twinFailed.problem} onRetry={twinFailed.again} />
            </div>
          )}
          <div class="slide-notes">
            {!info.complete && (
              <p class="slide-arriving" role="status">
                {say("arriving", { share: Math.floor((100 * info.receivedBytes) / Math.max(1, info.totalBytes ?? 1)) })}
              </p>
            )}
            {isPreview && <p class="slide-preview" role="status">{say("preview")}</p>}
            {isLacking && <p class="slide-lacking" role="alert">{say("lacking")}</p>}
          </div>
          <MiniMap info={info} view={look?.view ?? null} visited={visited.grid} visitedCount={visited.count} onGo={(x, y) => pane.current?.go(x, y)} />
          {labelShown && <img class="slide-label" src={`/slides/${info.id}/beside/label`} alt={say("labelNotCome")} />}
          <SlideScale zoom={look?.zoom ?? null} umPerPx={info.umPerPx} objective={info.objective} />
        </div>
        {sideShown && (
          <SlideSide
            info={info}
            marks={marks}
            reading={reading}
            pending={pending}
            onPlaced={() => setPending(null)}
            onGo={goTo}
            onChanged={onChanged}
            onAdequacy={props.onAdequacy}
          />
        )}
      </div>
      {tray.slides.length > 1 && (
        <SlideTray
          slides={tray.slides}
          shownId={info.id}
          mayLabel={!reading && caseId !== null && can("upload_files")}
          onChoose={onChoose}
          onLabelled={tray.refetch}
        />
      )}
      {taken !== null && caseId !== null && <SnapshotDialog caseId={caseId} taken={taken} onClose={() => setTaken(null)} />}
    </div>
  );
}

/** A pin is looked at from at least so close. */
const pinPower = 10;

/** The button of the side panel warns when the slide is poor or was found inadequate. */
function sideLabel(text: string, info: SlideInfo): string {
  const warns = info.adequacy?.answer === "inadequate" || info.quality?.verdict === "poor";
  return warns ? `${text} ⚠` : text;
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
