import { type Types } from "@cornerstonejs/core";
import * as tools from "@cornerstonejs/tools";
import { figuresOf, type Measured, type MeasuringTool } from "./figures";

const { annotation } = tools;

export const measuringNames: Readonly<Record<MeasuringTool, string>> = {
  length: tools.LengthTool.toolName,
  angle: tools.AngleTool.toolName,
  roi: tools.EllipticalROITool.toolName,
  probe: tools.ProbeTool.toolName,
};

const toolOf = new Map(Object.entries(measuringNames).map(([tool, name]) => [name, tool as MeasuringTool]));

/** Whether a tool of the renderer measures. */
export const measures = (toolName: string): boolean => toolOf.has(toolName);

/** The measurements on these pictures, with what was reckoned for each. */
export function measuredOn(imageIds: readonly string[]): readonly Measured[] {
  const own = new Set(imageIds);
  return annotation.state.getAllAnnotations().flatMap(each => {
    const tool = toolOf.get(each.metadata?.toolName ?? "");
    const imageId = each.metadata?.referencedImageId ?? "";
    if (tool === undefined || each.annotationUID === undefined || !own.has(imageId)) return [];
    const stats: unknown = Object.values(each.data.cachedStats ?? {})[0];
    return [{
      id: each.annotationUID, tool, imageId, points: (each.data.handles?.points ?? []).flatMap(rounded),
      figures: figuresOf(tool, (stats ?? {}) as Readonly<Record<string, unknown>>),
    }];
  });
}

interface LaidMark {
  readonly id: string;
  readonly toolName: string;
  readonly imageId: string;
  readonly points: readonly Types.Point3[];
}

/** Lays a measurement on a picture of a stack, or moves the one that lies there. */
export function layMark(viewport: Types.IStackViewport, element: HTMLDivElement, mark: LaidMark): void {
  const points = mark.points.map(([x, y, z]): Types.Point3 => [x, y, z]);
  const known = annotation.state.getAnnotation(mark.id);
  if (known?.data.handles) {
    known.data.handles.points = points;
    known.invalidated = true;
    return;
  }
  const { viewPlaneNormal, viewUp } = viewport.getCamera();
  const made = {
    annotationUID: mark.id, highlighted: false, invalidated: true, isLocked: false, isVisible: true,
    metadata: {
      toolName: mark.toolName, referencedImageId: mark.imageId,
      FrameOfReferenceUID: viewport.getFrameOfReferenceUID(), viewPlaneNormal, viewUp,
    },
    data: { label: "", cachedStats: {}, handles: { points, activeHandleIndex: null, textBox: emptyBox() } },
  };
  annotation.state.addAnnotation(made as unknown as tools.Types.Annotation, element);
}

/** Whether a measurement lies on a picture already. */
export const isLaid = (id: string): boolean => annotation.state.getAnnotation(id) !== undefined;

/** Points from their numbers, three for each. */
export const threes = (numbers: readonly number[]): Types.Point3[] =>
  Array.from({ length: Math.floor(numbers.length / 3) }, (_, at) => rounded(numbers.slice(at * 3, at * 3 + 3)));

type Vector = ArrayLike<number>;
export const tenth = (value: number, parts: number): number => Math.round(value * parts) / parts;
export const rounded = (point: Vector | undefined): Types.Point3 =>
  [tenth(point?.[0] ?? 0, 1_000), tenth(point?.[1] ?? 0, 1_000), tenth(point?.[2] ?? 0, 1_000)];

const emptyBox = () => ({
  hasMoved: false,
  worldPosition: [0, 0, 0],
  worldBoundingBox: { topLeft: [0, 0, 0], topRight: [0, 0, 0], bottomLeft: [0, 0, 0], bottomRight: [0, 0, 0] },
});
