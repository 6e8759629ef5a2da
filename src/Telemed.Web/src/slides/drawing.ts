import type { FocusMap } from "./focusMap";
import type { SlideInfo, SlideMark } from "./types";
import { TileBits } from "./bits";
import { focusTint } from "./focusMap";
import { areaPx2, areaText, lengthPx, lengthText } from "./scale";
import { shownLevels } from "./tileSource";

/** Turns level-0 pixels into pixels of the drawing. */
export type ToScreen = (x: number, y: number) => { readonly x: number; readonly y: number };

export interface Sketch {
  readonly kind: "line" | "region";
  readonly points: readonly number[];
}

const ink = "#ffd34d";
const shade = "rgb(0 0 0 / 70%)";

/** All that a measure needs of what it lies on: its scale, or that there is none. */
export type Scaled = Pick<SlideInfo, "umPerPx">;

export function drawMarks(context: CanvasRenderingContext2D, info: Scaled, marks: readonly SlideMark[], toScreen: ToScreen): void {
  for (const mark of marks) {
    if (mark.kind === "pin") drawPin(context, toScreen(mark.points[0] ?? 0, mark.points[1] ?? 0), String(mark.number ?? ""));
    else drawSketch(context, info, { kind: mark.kind === "region" ? "region" : "line", points: mark.points }, toScreen);
  }
}

/** A line with its length, or an outline with its area; figures only when the slide states its scale. */
export function drawSketch(context: CanvasRenderingContext2D, info: Scaled, sketch: Sketch, toScreen: ToScreen): void {
  if (sketch.points.length < 2) return;
  const path = new Path2D();
  for (let i = 0; i + 1 < sketch.points.length; i += 2) {
    const at = toScreen(sketch.points[i] ?? 0, sketch.points[i + 1] ?? 0);
    if (i === 0) path.moveTo(at.x, at.y);
    else path.lineTo(at.x, at.y);
  }
  if (sketch.kind === "region" && sketch.points.length > 4) path.closePath();
  stroke(context, path);
  const last = toScreen(sketch.points.at(-2) ?? 0, sketch.points.at(-1) ?? 0);
  const text = textOf(info, sketch);
  if (text !== null) drawText(context, text, last.x + 8, last.y - 8);
}

/** What a measure says, or null without a scale. */
export function textOf(info: Scaled, sketch: Sketch): string | null {
  if (info.umPerPx === null || sketch.points.length < 4) return null;
  return sketch.kind === "line"
    ? lengthText(lengthPx(sketch.points) * info.umPerPx)
    : areaText(areaPx2(sketch.points) * info.umPerPx ** 2);
}

/** Lays the focus map over the slide: red where tissue is blurred, amber where it is soft; sharp places stay clear. */
export function drawFocus(
  context: CanvasRenderingContext2D,
  info: Pick<SlideInfo, "widthPx" | "heightPx">,
  map: FocusMap,
  toScreen: ToScreen,
): void {
  const [width, height] = [info.widthPx / map.columns, info.heightPx / map.rows];
  for (let row = 0; row < map.rows; row++) {
    for (let column = 0; column < map.columns; column++) {
      const tint = focusTint(map.at(column, row));
      if (tint === null) continue;
      const path = new Path2D();
      const corners = [[0, 0], [1, 0], [1, 1], [0, 1]] as const;
      corners.forEach(([x, y], index) => {
        const at = toScreen((column + x) * width, (row + y) * height);
        if (index === 0) path.moveTo(at.x, at.y);
        else path.lineTo(at.x, at.y);
      });
      context.fillStyle = tint;
      context.fill(path);
    }
  }
}

/** Hatches tiles of the level that would be shown now and has not arrived, so that blur is never taken for the slide. */
export function drawMissing(context: CanvasRenderingContext2D, info: SlideInfo, zoom: number, toScreen: ToScreen): void {
  const level = shownLevels(info).find(each => each.widthPx / info.widthPx >= zoom * 0.75) ?? shownLevels(info).at(-1);
  if (level === undefined || level.here === null) return;
  const here = new TileBits(level.here, level.columns);
  const step = info.widthPx / level.widthPx;
  const path = new Path2D();
  for (let row = 0; row < level.rows; row++) {
    for (let column = 0; column < level.columns; column++) {
      if (here.has(column, row)) continue;
      const from = toScreen(column * level.tileWidthPx * step, row * level.tileHeightPx * step);
      const to = toScreen((column + 1) * level.tileWidthPx * step, (row + 1) * level.tileHeightPx * step);
      if (to.x < 0 || to.y < 0 || from.x > context.canvas.width || from.y > context.canvas.height) continue;
      path.rect(from.x, from.y, to.x - from.x, to.y - from.y);
    }
  }
  context.save();
  context.clip(path);
  context.strokeStyle = "rgb(120 132 146 / 55%)";
  context.lineWidth = 1;
  context.beginPath();
  for (let x = -context.canvas.height; x < context.canvas.width; x += 12) {
    context.moveTo(x, 0);
    context.lineTo(x + context.canvas.height, context.canvas.height);
  }
  context.stroke();
  context.restore();
}

function drawPin(context: CanvasRenderingContext2D, at: { readonly x: number; readonly y: number }, text: string): void {
  const path = new Path2D();
  path.arc(at.x, at.y, 11, 0, 2 * Math.PI);
  context.fillStyle = shade;
  context.fill(path);
  stroke(context, path);
  context.fillStyle = "#ffffff";
  context.font = "600 12px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, at.x, at.y);
}

function stroke(context: CanvasRenderingContext2D, path: Path2D): void {
  context.lineJoin = "round";
  context.strokeStyle = shade;
  context.lineWidth = 4;
  context.stroke(path);
  context.strokeStyle = ink;
  context.lineWidth = 2;
  context.stroke(path);
}

function drawText(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  context.font = "600 13px system-ui, sans-serif";
  context.textAlign = "left";
  context.textBaseline = "bottom";
  const width = context.measureText(text).width;
  context.fillStyle = shade;
  context.fillRect(x - 4, y - 17, width + 8, 20);
  context.fillStyle = "#ffffff";
  context.fillText(text, x, y);
}
