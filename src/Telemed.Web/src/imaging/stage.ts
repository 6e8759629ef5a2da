import {
  cache, Enums, eventTarget, imageLoader, imageLoadPoolManager, init as initCore, RenderingEngine, type Types,
} from "@cornerstonejs/core";
import { init as initLoader, wadors } from "@cornerstonejs/dicom-image-loader";
import * as tools from "@cornerstonejs/tools";
import { LineSpeed, watching } from "../platform/lineSpeed";
import type { Places } from "../platform/sharedView";
import type { Measured } from "./figures";
import { isLaid, layMark, measuredOn, measures, measuringNames, rounded, tenth, threes } from "./marks";
import { rangeOf, relativeRange, type RelativeWindow, type WindowPreset } from "./presets";
import { snapshotOf } from "./snapshot";
import type { Picture } from "./study";

export type ToolCode = "window" | "pan" | "zoom" | "scroll" | "length" | "angle" | "roi" | "probe";

const toolNames: Readonly<Record<ToolCode, string>> = {
  window: tools.WindowLevelTool.toolName,
  pan: tools.PanTool.toolName,
  zoom: tools.ZoomTool.toolName,
  scroll: tools.StackScrollTool.toolName,
  ...measuringNames,
};

const { annotation } = tools;

/** How a stack is looked at, in the patient's own millimetres: the same on a screen of any size. */
export interface StageLook {
  readonly camera: Pick<Types.ICamera, "focalPoint" | "position" | "viewUp" | "parallelScale">;
  readonly flips: readonly [boolean, boolean];
  readonly voi: { readonly lower: number; readonly upper: number } | null;
  readonly invert: boolean;
  readonly marks: readonly StageMark[];
}

/** A measurement: its tool, the picture of the stack it lies on, and its points in millimetres. */
export interface StageMark {
  readonly id: string;
  readonly tool: string;
  readonly at: number;
  readonly points: readonly (readonly number[])[];
}

type KeptMark = Pick<Measured, "id" | "tool" | "imageId" | "points">;

const marksAtMost = 8;
// The rest of a stack waits at priority 0; the lower number goes first.
const aheadOfTheRest = -1;
// Below 25 Mbit/s the bytes that packing saves take longer than packing and unpacking a slice, above 40 they do not.
// Before anything has come the line counts as slow: there a plain picture is waited for longest.
const lineBounds = { slowBytesPerMs: 3_125, fastBytesPerMs: 5_000 };
// As stored, but packed where it is plain.
const storedOrPacked = ["application/octet-stream; transfer-syntax=*", "image/jls; transfer-syntax=1.2.840.10008.1.2.4.80"]
  .map(type => `multipart/related; type=${type}`)
  .join();
const groupId = "telemed-imaging";
const mouse = tools.Enums.MouseBindings;
let ready: Promise<RenderingEngine> | null = null;
// The tool of the hand is one for all panes.
let isMeasuring = false;

/** Starts the renderer once for the page; the codecs come with the first picture that needs them. */
function start(): Promise<RenderingEngine> {
  ready ??= begun().catch((error: unknown) => {
    ready = null;
    throw error;
  });
  return ready;
}

async function begun(): Promise<RenderingEngine> {
  await initCore();
  const line = watching(new LineSpeed(true, lineBounds));
  initLoader({ maxWebWorkers: 1, beforeSend: () => (line.isSlow ? { Accept: storedOrPacked } : {}) });
  tools.init();
  for (const tool of [
    tools.WindowLevelTool,
    tools.PanTool,
    tools.ZoomTool,
    tools.StackScrollTool,
    tools.LengthTool,
    tools.AngleTool,
    tools.EllipticalROITool,
    tools.ProbeTool,
  ])
    tools.addTool(tool);
  const group = tools.ToolGroupManager.createToolGroup(groupId);
  for (const name of Object.values(toolNames)) group?.addTool(name);
  group?.setToolActive(toolNames.scroll, { bindings: [{ mouseButton: mouse.Wheel }] });
  group?.setToolActive(toolNames.pan, { bindings: [{ mouseButton: mouse.Auxiliary }] });
  // Two fingers pinch and move; one finger does what the chosen tool does.
  group?.setToolActive(toolNames.zoom, { bindings: [{ mouseButton: mouse.Secondary }, { numTouchPoints: 2 }] });
  return new RenderingEngine("telemed");
}

/** Fits every pane into the room it has now; what the hand had enlarged, moved or turned stays so from there. */
function refit(engine: RenderingEngine): void {
  const before = (engine.getViewports() as Types.IStackViewport[])
    .filter(viewport => viewport.getImageIds().length > 0)
    .map(viewport => ({ viewport, look: viewport.getViewPresentation() }));
  engine.resize(true, false);
  for (const { viewport, look } of before) viewport.setViewPresentation(look);
  engine.render();
}

/** What a stage tells of itself. */
interface StageEvents {
  /** A picture came in view. */
  readonly onImage: (at: number) => void;
  /** The picture it was sent to did not come; the one before it is still in view. */
  readonly onFailed: (at: number) => void;
}

/**
 * One pane with a stack of pictures. It is told where to go and tells what came in view; whoever answers the second
 * with the first sends two quick pictures after each other for ever.
 */
export class Stage {
  private readonly stop = new AbortController();
  private wanted: readonly string[] = [];
  private ids: string[] = [];
  private begin = 0;
  private shown: number | null = null;
  private failed: number | null = null;
  private painted = false;
  private kept: { readonly marks: readonly KeptMark[]; readonly isLocked: boolean } = { marks: [], isLocked: false };
  private keptIds: readonly string[] = [];

  private constructor(
    private readonly engine: RenderingEngine,
    private readonly id: string,
    private readonly element: HTMLDivElement,
    private readonly events: StageEvents,
  ) {}

  static async open(element: HTMLDivElement, id: string, events: StageEvents): Promise<Stage> {
    const engine = await start();
    const stage = new Stage(engine, id, element, events);
    stage.guard();
    engine.enableElement({ viewportId: id, type: Enums.ViewportType.STACK, element });
    tools.ToolGroupManager.getToolGroup(groupId)?.addViewport(id, engine.id);
    stage.listen();
    return stage;
  }

  /** Holds measuring off while a picture is coming: the mark would lie on that one, and the hand is at another. */
  private guard(): void {
    const hold = (event: Event) => {
      if (isMeasuring && this.shown !== this.heading) event.stopImmediatePropagation();
    };
    for (const name of ["mousedown", "touchstart"] as const)
      this.element.addEventListener(name, hold, { capture: true, passive: true, signal: this.stop.signal });
  }

  private listen(): void {
    const heard = { signal: this.stop.signal };
    this.element.addEventListener(Enums.Events.STACK_NEW_IMAGE, event => {
      if (this.ids.length === 0) return;
      this.shown = (event as Types.EventTypes.StackNewImageEvent).detail.imageIdIndex;
      this.failed = null;
      this.events.onImage(this.shown);
    }, heard);
    // The viewport swallows the error of a picture and tells everybody of it; the one it waits for is its own.
    const failed = (event: Event) => {
      const { imageId } = (event as CustomEvent<{ readonly imageId?: string }>).detail;
      if (this.ids.length === 0 || imageId !== this.viewport.getCurrentImageId()) return;
      this.failed = this.viewport.getCurrentImageIdIndex();
      this.events.onFailed(this.failed);
    };
    eventTarget.addEventListener(Enums.Events.IMAGE_LOAD_ERROR, failed);
    this.element.addEventListener("contextmenu", event => event.preventDefault(), heard);
    // After the frame that may be under way, which would keep the renderer from it.
    let frame = 0;
    const resized = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => refit(this.engine));
    });
    resized.observe(this.element);
    this.stop.signal.addEventListener("abort", () => {
      eventTarget.removeEventListener(Enums.Events.IMAGE_LOAD_ERROR, failed);
      resized.disconnect();
      cancelAnimationFrame(frame);
    });
  }

  /** Leaves the stack that was shown; the next one begins at its first picture unless it is sent elsewhere. */
  clear(): void {
    this.ids = [];
    this.begin = 0;
    this.shown = null;
  }

  /** Shows a stack from one of its pictures on; the first is painted before the rest has come. */
  async show(pictures: readonly Picture[]): Promise<void> {
    const first = Math.min(this.begin, pictures.length - 1);
    this.clear();
    this.painted = false;
    this.failed = null;
    const ids = pictures.map(picture => picture.imageId);
    this.ids = ids;
    for (const { imageId, metadata } of pictures)
      wadors.metaDataManager.add(imageId, metadata as unknown as Parameters<typeof wadors.metaDataManager.add>[1]);
    await this.viewport.setStack(ids, first);
    // Meanwhile another stack may have been opened, or the pane closed.
    if (this.ids !== ids) return;
    this.viewport.render();
    this.painted = true;
    this.layTheKept();
    this.loadWanted();
    tools.utilities.stackPrefetch.enable(this.element);
  }

  /** Loads these pictures ahead of the rest of the stack, though never ahead of the first that is painted. */
  loadFirst(imageIds: readonly string[]): void {
    this.wanted = imageIds;
    if (this.painted) this.loadWanted();
  }

  private loadWanted(): void {
    const type = Enums.RequestType.Prefetch;
    for (const imageId of this.wanted)
      if (!cache.isLoaded(imageId))
        imageLoadPoolManager.addRequest(
          // One that does not come is tried again, and complained about, when it is looked at.
          () =>
            imageLoader
              .loadAndCacheImage(imageId, { requestType: type, priority: aheadOfTheRest })
              .catch(() => undefined),
          type, { imageId }, aheadOfTheRest,
        );
  }

  /** The picture in view; null while the first of a stack is coming. */
  get at(): number | null {
    return this.shown;
  }

  /** Where it was sent last, by hand or by program; the picture in view once that has come. */
  get heading(): number {
    return this.ids.length === 0 ? this.begin : this.viewport.getTargetImageIdIndex();
  }

  /** Whether a picture is on its way. */
  get isUnderWay(): boolean {
    return this.heading !== (this.failed ?? this.shown);
  }

  /** Goes to a picture of the stack, or to its end; a stack that is not open yet will begin there. */
  goTo(at: number): void {
    if (this.ids.length === 0) this.begin = Math.max(at, 0);
    else void this.viewport.setImageIdIndex(Math.min(Math.max(at, 0), this.ids.length - 1));
  }

  /** Asks anew for the picture that did not come. */
  async again(pictures: readonly Picture[]): Promise<void> {
    const { heading, shown } = this;
    this.failed = null;
    if (shown === null) {
      this.ids = [];
      this.begin = heading;
      return this.show(pictures);
    }
    // The viewport takes itself to be there already; only from another picture does it load this one.
    void this.viewport.setImageIdIndex(shown);
    void this.viewport.setImageIdIndex(heading);
  }

  use(tool: ToolCode): void {
    isMeasuring = tool in measuringNames;
    const group = tools.ToolGroupManager.getToolGroup(groupId);
    if (!group) return;
    for (const name of Object.values(toolNames)) group.setToolPassive(name, { removeAllBindings: [{ mouseButton: mouse.Primary }] });
    group.setToolActive(toolNames.scroll, { bindings: [{ mouseButton: mouse.Wheel }] });
    group.setToolActive(toolNames[tool], { bindings: [{ mouseButton: mouse.Primary }] });
  }

  window(preset: WindowPreset | null): void {
    if (preset === null) this.viewport.resetProperties();
    else if ("centre" in preset) this.viewport.setProperties({ voiRange: rangeOf(preset) });
    else this.follow(preset);
    this.viewport.render();
  }

  private follow(preset: RelativeWindow): void {
    const image = cache.getImage(this.viewport.getCurrentImageId());
    if (image === undefined) return;
    const ends = [image.minPixelValue, image.maxPixelValue];
    const values = image.isPreScaled ? ends : ends.map(value => value * image.slope + image.intercept);
    const all = { lower: Math.min(...values), upper: Math.max(...values) };
    const own = this.viewport.getDefaultProperties().voiRange ?? all;
    this.viewport.setProperties({ voiRange: relativeRange(preset.code, own, all) });
  }

  rotate(): void {
    const now = this.viewport.getViewPresentation().rotation ?? 0;
    this.viewport.setViewPresentation({ rotation: (now + 90) % 360 });
    this.viewport.render();
  }

  flip(): void {
    const { flipHorizontal } = this.viewport.getViewPresentation();
    this.viewport.setViewPresentation({ flipHorizontal: !flipHorizontal });
    this.viewport.render();
  }

  invert(): void {
    this.viewport.setProperties({ invert: !this.viewport.getProperties().invert });
    this.viewport.render();
  }

  /** Tells of every change by hand or by program: camera, window, measurements. */
  onChange(changed: () => void): void {
    const heard = { signal: this.stop.signal };
    // Turning the greys around has no event of its own; drawing has.
    for (const name of [Enums.Events.CAMERA_MODIFIED, Enums.Events.IMAGE_RENDERED, Enums.Events.STACK_NEW_IMAGE])
      this.element.addEventListener(name, changed, heard);
    const { ANNOTATION_COMPLETED, ANNOTATION_MODIFIED, ANNOTATION_REMOVED } = tools.Enums.Events;
    const names = [ANNOTATION_COMPLETED, ANNOTATION_MODIFIED, ANNOTATION_REMOVED];
    for (const name of names) eventTarget.addEventListener(name, changed);
    this.stop.signal.addEventListener("abort", () => {
      for (const name of names) eventTarget.removeEventListener(name, changed);
    });
  }

  get look(): StageLook {
    const { focalPoint, position, viewUp, parallelScale, flipHorizontal, flipVertical } = this.viewport.getCamera();
    const { voiRange, invert } = this.viewport.getProperties();
    return {
      camera: {
        focalPoint: rounded(focalPoint), position: rounded(position), viewUp: rounded(viewUp),
        parallelScale: tenth(parallelScale ?? 1, 1_000),
      },
      flips: [flipHorizontal === true, flipVertical === true],
      voi: voiRange ? { lower: tenth(voiRange.lower, 10), upper: tenth(voiRange.upper, 10) } : null,
      invert: invert === true,
      marks: this.marks,
    };
  }

  wear({ camera, flips, voi, invert, marks }: StageLook): void {
    this.viewport.setCamera({ ...camera, flipHorizontal: flips[0], flipVertical: flips[1] });
    this.viewport.setProperties({ invert, ...(voi ? { voiRange: voi } : {}) });
    this.lay(marks);
    this.viewport.render();
  }

  /** Where points of the picture in view lie in the window: millimetres of the patient, in the plane of the picture. */
  places(on: string): Places {
    const { viewport, element } = this;
    const { focalPoint, viewUp, viewPlaneNormal } = viewport.getCamera();
    const [up, normal, from] = [viewUp ?? [0, -1, 0], viewPlaneNormal ?? [0, 0, -1], focalPoint ?? [0, 0, 0]];
    const right = cross(up, normal);
    const origin = scaled(normal, dot(from, normal));
    return {
      area: () => element.getBoundingClientRect(),
      fromWindow: (clientX, clientY) => {
        const box = element.getBoundingClientRect();
        const world = viewport.canvasToWorld([clientX - box.left, clientY - box.top]);
        return { on, x: dot(world, right), y: dot(world, up) };
      },
      toWindow: place => {
        if (place.on !== on) return null;
        const box = element.getBoundingClientRect();
        const world = sum(origin, sum(scaled(right, place.x), scaled(up, place.y)));
        const [x, y] = viewport.worldToCanvas(world as Types.Point3);
        return { x: x + box.left, y: y + box.top };
      },
    };
  }

  private get marks(): readonly StageMark[] {
    const ids = this.viewport.getImageIds();
    return annotation.state
      .getAllAnnotations()
      .map(each => ({
        id: each.annotationUID ?? "",
        tool: each.metadata?.toolName ?? "",
        at: ids.indexOf(each.metadata?.referencedImageId ?? ""),
        points: (each.data.handles?.points ?? []).map(rounded),
      }))
      .filter(mark => mark.at >= 0 && measures(mark.tool))
      .slice(-marksAtMost);
  }

  /** Lays measurements that came from another screen; those it no longer has are taken away. */
  private lay(marks: readonly StageMark[]): void {
    const ids = this.viewport.getImageIds();
    const wanted = new Set(marks.map(mark => mark.id));
    for (const own of this.marks) if (!wanted.has(own.id)) annotation.state.removeAnnotation(own.id);
    for (const { id, tool, at, points } of marks) {
      const imageId = ids[at];
      if (imageId !== undefined && (isLaid(id) || measures(tool)))
        layMark(this.viewport, this.element, { id, toolName: tool, imageId, points: points.map(rounded) });
    }
    tools.utilities.triggerAnnotationRenderForViewportIds([this.id]);
  }

  /** The measurements on the pictures of this stack. */
  get measured(): readonly Measured[] {
    return measuredOn(this.viewport.getImageIds());
  }

  /** The measurements that the hand picked last. */
  get picked(): readonly string[] {
    return annotation.selection.getAnnotationsSelected();
  }

  /** Tells of every measurement that is drawn, moved or taken away; gives what ends the telling. */
  onMeasured(changed: () => void): () => void {
    const { ANNOTATION_COMPLETED, ANNOTATION_MODIFIED, ANNOTATION_REMOVED } = tools.Enums.Events;
    const names = [ANNOTATION_COMPLETED, ANNOTATION_MODIFIED, ANNOTATION_REMOVED];
    for (const name of names) eventTarget.addEventListener(name, changed);
    return () => {
      for (const name of names) eventTarget.removeEventListener(name, changed);
    };
  }

  /** Lays the measurements that are kept, once there is a picture; those that are kept no longer are taken away. */
  layKept(kept: readonly KeptMark[], isLocked: boolean): void {
    this.kept = { marks: kept, isLocked };
    if (this.painted) this.layTheKept();
  }

  private layTheKept(): void {
    const { marks, isLocked } = this.kept;
    const wanted = new Set(marks.map(each => each.id));
    this.removeMarks(this.keptIds.filter(id => !wanted.has(id)));
    for (const { id, tool, imageId, points } of marks) {
      if (!isLaid(id))
        layMark(this.viewport, this.element, { id, toolName: measuringNames[tool], imageId, points: threes(points) });
      annotation.locking.setAnnotationLocked(id, isLocked);
    }
    this.keptIds = [...wanted];
    tools.utilities.triggerAnnotationRenderForViewportIds([this.id]);
  }

  removeMarks(ids: readonly string[]): void {
    for (const id of ids) annotation.state.removeAnnotation(id);
    tools.utilities.triggerAnnotationRenderForViewportIds([this.id]);
  }

  /** What is seen now as a PNG, with the measurements and without the names in the corners. */
  picture(): Promise<Blob> {
    return snapshotOf(this.element);
  }

  reset(): void {
    this.viewport.resetCamera();
    this.viewport.resetProperties();
    this.viewport.render();
  }

  close(): void {
    this.stop.abort();
    this.clear();
    tools.ToolGroupManager.getToolGroup(groupId)?.removeViewports(this.engine.id, this.id);
    this.engine.disableElement(this.id);
  }

  private get viewport(): Types.IStackViewport {
    return this.engine.getViewport(this.id) as Types.IStackViewport;
  }
}

type Vector = ArrayLike<number>;
const dot = (a: Vector, b: Vector): number =>
  (a[0] ?? 0) * (b[0] ?? 0) + (a[1] ?? 0) * (b[1] ?? 0) + (a[2] ?? 0) * (b[2] ?? 0);
const scaled = (a: Vector, by: number): Types.Point3 => [(a[0] ?? 0) * by, (a[1] ?? 0) * by, (a[2] ?? 0) * by];
const sum = (a: Vector, b: Vector): Types.Point3 =>
  [(a[0] ?? 0) + (b[0] ?? 0), (a[1] ?? 0) + (b[1] ?? 0), (a[2] ?? 0) + (b[2] ?? 0)];
const cross = (a: Vector, b: Vector): Types.Point3 => [
  (a[1] ?? 0) * (b[2] ?? 0) - (a[2] ?? 0) * (b[1] ?? 0),
  (a[2] ?? 0) * (b[0] ?? 0) - (a[0] ?? 0) * (b[2] ?? 0),
  (a[0] ?? 0) * (b[1] ?? 0) - (a[1] ?? 0) * (b[0] ?? 0),
];
