import { Enums, RenderingEngine, init as initCore, type Types } from "@cornerstonejs/core";
import { init as initLoader, wadors } from "@cornerstonejs/dicom-image-loader";
import * as tools from "@cornerstonejs/tools";
import { rangeOf, type WindowPreset } from "./presets";
import type { Picture } from "./study";

export type ToolCode = "window" | "pan" | "zoom" | "scroll" | "length" | "angle" | "roi" | "probe";

const toolNames: Readonly<Record<ToolCode, string>> = {
  window: tools.WindowLevelTool.toolName,
  pan: tools.PanTool.toolName,
  zoom: tools.ZoomTool.toolName,
  scroll: tools.StackScrollTool.toolName,
  length: tools.LengthTool.toolName,
  angle: tools.AngleTool.toolName,
  roi: tools.EllipticalROITool.toolName,
  probe: tools.ProbeTool.toolName,
};

const groupId = "telemed-imaging";
const mouse = tools.Enums.MouseBindings;
let ready: Promise<RenderingEngine> | null = null;

/** Starts the renderer once for the page; the codecs come with the first picture that needs them. */
function start(): Promise<RenderingEngine> {
  ready ??= (async () => {
    await initCore();
    initLoader({ maxWebWorkers: 1 });
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
    group?.setToolActive(toolNames.zoom, { bindings: [{ mouseButton: mouse.Secondary }] });
    return new RenderingEngine("telemed");
  })();
  return ready;
}

/** One pane with a stack of pictures. */
export class Stage {
  private readonly stop = new AbortController();

  private constructor(
    private readonly engine: RenderingEngine,
    private readonly id: string,
    private readonly element: HTMLDivElement,
  ) {}

  static async open(element: HTMLDivElement, id: string, onImage: (at: number) => void): Promise<Stage> {
    const engine = await start();
    engine.enableElement({ viewportId: id, type: Enums.ViewportType.STACK, element });
    tools.ToolGroupManager.getToolGroup(groupId)?.addViewport(id, engine.id);
    const stage = new Stage(engine, id, element);
    const heard = { signal: stage.stop.signal };
    element.addEventListener(Enums.Events.STACK_NEW_IMAGE, () => onImage(stage.at), heard);
    element.addEventListener("contextmenu", event => event.preventDefault(), heard);
    const resized = new ResizeObserver(() => engine.resize(true, true));
    resized.observe(element);
    stage.stop.signal.addEventListener("abort", () => resized.disconnect());
    return stage;
  }

  /** Shows a stack from one of its pictures on; the first is painted before the rest has come. */
  async show(pictures: readonly Picture[], at: number): Promise<void> {
    for (const { imageId, metadata } of pictures)
      wadors.metaDataManager.add(imageId, metadata as unknown as Parameters<typeof wadors.metaDataManager.add>[1]);
    await this.viewport.setStack(
      pictures.map(picture => picture.imageId),
      at,
    );
    this.viewport.render();
    tools.utilities.stackPrefetch.enable(this.element);
  }

  get at(): number {
    return this.viewport.getCurrentImageIdIndex();
  }

  async goTo(at: number): Promise<void> {
    if (at !== this.at) await this.viewport.setImageIdIndex(at);
  }

  use(tool: ToolCode): void {
    const group = tools.ToolGroupManager.getToolGroup(groupId);
    if (!group) return;
    for (const name of Object.values(toolNames)) group.setToolPassive(name, { removeAllBindings: [{ mouseButton: mouse.Primary }] });
    group.setToolActive(toolNames.scroll, { bindings: [{ mouseButton: mouse.Wheel }] });
    group.setToolActive(toolNames[tool], { bindings: [{ mouseButton: mouse.Primary }] });
  }

  window(preset: WindowPreset | null): void {
    if (preset) this.viewport.setProperties({ voiRange: rangeOf(preset) });
    else this.viewport.resetProperties();
    this.viewport.render();
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

  reset(): void {
    this.viewport.resetCamera();
    this.viewport.resetProperties();
    this.viewport.render();
  }

  close(): void {
    this.stop.abort();
    tools.ToolGroupManager.getToolGroup(groupId)?.removeViewports(this.engine.id, this.id);
    this.engine.disableElement(this.id);
  }

  private get viewport(): Types.IStackViewport {
    return this.engine.getViewport(this.id) as Types.IStackViewport;
  }
}
