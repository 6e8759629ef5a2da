import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { SnapshotDialog } from "../case/SnapshotDialog";
import { snapshotWords } from "../case/snapshotWords";
import type { Taken } from "../case/snapshots";
import { useKeys } from "../platform/keys";
import type { SharedView } from "../platform/sharedView";
import { asProblem } from "../platform/problem";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { problemText } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { toast } from "../ui/Toast";
import "./imaging.css";
import { KeyImageStrip } from "./KeyImageStrip";
import { MeasurementList } from "./MeasurementList";
import { Pane } from "./Pane";
import { presetsFor } from "./presets";
import { SeriesList } from "./SeriesList";
import type { Stage, ToolCode } from "./stage";
import { cineMs, marked, type StudyPlace } from "./study";
import { TagsPanel } from "./TagsPanel";
import { useImagingInStep } from "./useImagingInStep";
import { useKeyImages } from "./useKeyImages";
import { useMeasurements } from "./useMeasurements";
import { usePictures, useSeries } from "./useStudies";
import { WindowList } from "./WindowList";
import { imagingWords } from "./words";

interface ImagingViewerProps {
  readonly studies: StudyPlace[];
  readonly priors?: StudyPlace[];
  readonly reading?: boolean;
  /** The case whose key images are shown, and marked while it is read. */
  readonly caseId?: string;
  /** Keeps the pictures in step with other screens, in a room. */
  readonly shared?: SharedView;
}

const toolCodes: readonly ToolCode[] = ["window", "pan", "zoom", "scroll", "length", "angle", "roi", "probe"];
const keysForWindows = 9;

/** Stacks of images with their tools, a prior beside them, and the header. */
export default function ImagingViewer(props: ImagingViewerProps): VNode {
  const { studies, priors = [], reading = false, caseId, shared } = props;
  const say = useWords(imagingWords);
  const sayPicture = useWords(snapshotWords);
  const [attempt, setAttempt] = useState(0);
  const all = useSeries(studies, attempt);
  const old = useSeries(priors, attempt);
  const [openUid, setOpenUid] = useState<string>();
  const [at, setAt] = useState<number | null>(null);
  // Where the slider was moved; until that picture has come, the one before it is in view.
  const [heading, setHeading] = useState<number | null>(null);
  const [priorAt, setPriorAt] = useState<number | null>(null);
  const [tool, setTool] = useState<ToolCode>("window");
  const [panel, setPanel] = useState(false);
  const [compare, setCompare] = useState(false);
  const [linked, setLinked] = useState(true);
  const [playing, setPlaying] = useState(false);
  const [mainStage, setMainStage] = useState<Stage | null>(null);
  const [priorStage, setPriorStage] = useState<Stage | null>(null);

  const series = all.kind === "here" ? all.value : [];
  const open = series.find(each => each.uid === openUid) ?? series[0];
  const priorSeries = old.kind === "here" ? (old.value.find(each => each.modality === open?.modality) ?? old.value[0]) : undefined;
  const pictures = usePictures(open);
  const priorPictures = usePictures(compare ? priorSeries : undefined);
  const shown = at === null ? undefined : pictures[at];
  const presets = presetsFor(open?.modality ?? "", shown?.metadata);

  const keys = useKeyImages(caseId);
  const first = useMemo(() => marked(pictures, keys.images), [pictures, keys.images]);
  const [wanted, setWanted] = useState<{ readonly sopInstanceUid: string; readonly frame: number }>();
  const measured = useMeasurements(caseId, reading, mainStage, pictures);
  const removePicked = () => {
    const kept = new Set(measured.kept.map(each => each.id));
    for (const id of mainStage?.picked ?? [])
      if (kept.has(id)) measured.remove(id);
      else mainStage?.removeMarks([id]);
  };
  const isKey = keys.images.some(image => image.sopInstanceUid === shown?.sopUid && image.frame === shown.frame);
  const toggleKey = () => {
    if (!shown || !reading || !caseId) return;
    if (isKey) keys.unmark(shown.sopUid, shown.frame);
    else keys.mark(shown.sopUid, shown.frame, "");
  };

  const [taken, setTaken] = useState<Taken | null>(null);
  const takePicture = () => {
    if (!open || !shown || !mainStage) return;
    const view = { seriesUid: open.uid, sopInstanceUid: shown.sopUid, frame: shown.frame, look: mainStage.look };
    void mainStage.picture().then(
      png => setTaken({ png, subjectKind: "imaging", subjectId: open.place.studyUid, view }),
      (error: unknown) => {
        const { title, text } = problemText(asProblem(error));
        toast(`${title} ${text}`, { look: "red" });
      },
    );
  };

  const root = useRef<HTMLElement>(null);
  const inStep = useImagingInStep(shared, root, {
    series: open?.uid,
    at,
    nameOf: place => `${pictures[place]?.sopUid ?? ""} ${pictures[place]?.frame ?? 1}`,
    openSeries: setOpenUid,
    goTo: next => mainStage?.goTo(next),
  });

  const goTo = (next: number) => {
    setHeading(next);
    mainStage?.goTo(next);
  };
  const step = (by: -1 | 1) => {
    if (mainStage) goTo(mainStage.heading + by);
  };
  const onAt = (now: number | null) => {
    setAt(now);
    setHeading(null);
  };
  // Two examinations rarely have as many slices; the same share of the way is the same place, nearly.
  useEffect(() => {
    if (linked && at !== null && pictures.length > 1)
      priorStage?.goTo(Math.round((at / (pictures.length - 1)) * Math.max(priorPictures.length - 1, 0)));
  }, [linked, at, priorStage, priorPictures]);
  useEffect(() => mainStage?.use(tool), [mainStage, tool]);
  const both = (act: (stage: Stage) => void) => {
    for (const stage of [mainStage, priorStage]) if (stage) act(stage);
  };

  useEffect(() => {
    if (!wanted) return;
    const found = pictures.findIndex(each => each.sopUid === wanted.sopInstanceUid && each.frame === wanted.frame);
    if (found < 0 || mainStage === null) return;
    goTo(found);
    setWanted(undefined);
  }, [wanted, pictures, mainStage]);
  useEffect(() => {
    if (!playing || pictures.length < 2) return;
    // On a slow line the film waits for its next picture.
    const timer = setInterval(() => {
      if (mainStage?.isUnderWay === false) mainStage.goTo((mainStage.heading + 1) % pictures.length);
    }, cineMs(pictures[0]?.metadata));
    return () => clearInterval(timer);
  }, [playing, pictures, mainStage]);

  useKeys([
    { press: "ArrowDown", says: say("next"), run: () => step(1) },
    { press: "ArrowUp", says: say("previous"), run: () => step(-1) },
    { press: "L", says: say("length"), run: () => setTool("length") },
    { press: "W", says: say("window"), run: () => setTool("window") },
    { press: "I", says: say("invert"), run: () => both(stage => stage.invert()) },
    { press: "R", says: say("reset"), run: () => both(stage => stage.reset()) },
    { press: "C", says: say("cine"), run: () => setPlaying(now => !now) },
    ...(reading && caseId ? [{ press: "K", says: say("key"), run: toggleKey }] : []),
    ...(reading ? [{ press: "Delete", says: say("removePicked"), run: removePicked }] : []),
    { press: "0", says: say("own"), run: () => both(stage => stage.window(null)) },
    ...presets.slice(0, keysForWindows).map((preset, index) => ({
      press: String(index + 1),
      says: preset.code === "stated" ? (preset.name ?? "") : say(preset.code),
      run: () => both(stage => stage.window(preset)),
    })),
  ]);

  if (all.kind === "loading") return <Skeleton />;
  if (all.kind === "failed")
    return (
      <Empty title={say("failed")}>
        <Button onClick={() => setAttempt(attempt + 1)}>{say("again")}</Button>
      </Empty>
    );
  if (!open) return <Empty title={say("empty")} />;
  return (
    <section class="imaging" data-theme="dark" ref={root}>
      <SeriesList series={series} open={open.uid} onOpen={setOpenUid} />
      <div class="imaging-main">
        <div class="imaging-bar" role="toolbar" aria-label={say("tools")}>
          {toolCodes.map(code => (
            <Button key={code} size="small" pressed={tool === code} onClick={() => setTool(code)}>
              {say(code)}
            </Button>
          ))}
          <Button size="small" onClick={() => both(stage => stage.rotate())}>{say("rotate")}</Button>
          <Button size="small" onClick={() => both(stage => stage.flip())}>{say("flip")}</Button>
          <Button size="small" onClick={() => both(stage => stage.invert())}>{say("invert")}</Button>
          <Button size="small" onClick={() => both(stage => stage.reset())}>{say("reset")}</Button>
          <WindowList presets={presets} onChoose={preset => both(stage => stage.window(preset))} />
          {pictures.length > 1 && (
            <Button size="small" pressed={playing} onClick={() => setPlaying(!playing)}>
              {say(playing ? "stop" : "cine")}
            </Button>
          )}
          {priorSeries && (
            <Button size="small" pressed={compare} onClick={() => setCompare(!compare)}>{say("compare")}</Button>
          )}
          {compare && (
            <Button size="small" pressed={linked} onClick={() => setLinked(!linked)}>{say("link")}</Button>
          )}
          {reading && caseId && shown && (
            <Button size="small" pressed={isKey} onClick={toggleKey}>{say(isKey ? "unmark" : "key")}</Button>
          )}
          {reading && caseId && shown && (
            <Button size="small" onClick={takePicture}>{sayPicture("picture")}</Button>
          )}
          <Button size="small" pressed={panel} onClick={() => setPanel(!panel)}>{say("tags")}</Button>
        </div>
        <div class="imaging-panes">
          <Pane
            id="main"
            pictures={pictures}
            at={at}
            first={first}
            title={open.description || open.modality}
            onAt={onAt}
            onStage={stage => {
              setMainStage(stage);
              inStep(stage);
            }}
          />
          {compare && priorSeries && (
            <Pane
              id="prior"
              pictures={priorPictures}
              at={priorAt}
              title={`${say("prior")}: ${priorSeries.description || priorSeries.modality}`}
              onAt={setPriorAt}
              onStage={setPriorStage}
            />
          )}
          {panel && shown && <TagsPanel row={shown.metadata} />}
        </div>
        {pictures.length > 1 && (
          <input
            class="imaging-slider"
            type="range"
            min={0}
            max={pictures.length - 1}
            value={heading ?? at ?? 0}
            aria-label={say("scroll")}
            onInput={event => goTo(event.currentTarget.valueAsNumber)}
          />
        )}
        {keys.failed && <p class="imaging-note" role="alert">{say("keyFailed")}</p>}
        {keys.images.length > 0 && (
          <KeyImageStrip
            images={keys.images}
            reading={reading}
            onShow={image => {
              setOpenUid(image.seriesUid);
              setWanted(image);
            }}
            onCaption={(image, note) => keys.mark(image.sopInstanceUid, image.frame, note)}
            onRemove={image => keys.unmark(image.sopInstanceUid, image.frame)}
            onMove={keys.move}
          />
        )}
        {measured.failed && <p class="imaging-note" role="alert">{say("measuresFailed")}</p>}
        {measured.kept.length > 0 && (
          <MeasurementList
            kept={measured.kept}
            reading={reading}
            onShow={each => {
              setOpenUid(each.seriesUid);
              setWanted(each);
            }}
            onRemove={each => measured.remove(each.id)}
          />
        )}
      </div>
      {taken !== null && caseId !== undefined && (
        <SnapshotDialog caseId={caseId} taken={taken} onClose={() => setTaken(null)} />
      )}
    </section>
  );
}
