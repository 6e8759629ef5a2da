import { envelope } from "./envelope";
import { leftMm, xOf, type Page, type Panel } from "./layout";
import type { Lead } from "./trace";

/** Colours of the paper, read from the style sheet so that both themes are in one place. */
export interface Ink {
  readonly paper: string;
  readonly minor: string;
  readonly major: string;
  readonly trace: string;
  readonly prior: string;
  readonly label: string;
  readonly tool: string;
  readonly flag: string;
  readonly tag: string;
  readonly tagText: string;
}

/** The part of the page that is in view. */
export interface View {
  readonly pxPerMm: number;
  readonly scrollX: number;
  readonly scrollY: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Device pixels in a CSS pixel. */
  readonly density: number;
}

/** One set of leads to draw: the present trace, or an earlier one below or over it. */
export interface Layer {
  readonly leads: ReadonlyMap<string, Lead>;
  readonly samplingRateHz: number;
  readonly startMs: number;
  readonly isPrior: boolean;
}

const finestGridPxPerMm = 2.2; // closer lines would only grey the paper

export const toX = (view: View, xMm: number): number => xMm * view.pxPerMm - view.scrollX;
export const toY = (view: View, yMm: number): number => yMm * view.pxPerMm - view.scrollY;

/** Draws grid, pulses, leads and labels: everything but the tools. */
export function paintPage(
  context: CanvasRenderingContext2D,
  page: Page,
  layers: readonly Layer[],
  ink: Ink,
  view: View,
  foot: string,
): void {
  context.setTransform(view.density, 0, 0, view.density, 0, 0);
  context.fillStyle = ink.paper;
  context.fillRect(0, 0, view.widthPx, view.heightPx);
  paintGrid(context, page, ink, view);
  for (const pulse of page.pulses) paintPulse(context, page, pulse.baselineMm, pulse.gains, ink, view);
  for (const layer of layers) {
    for (const panel of page.panels) paintPanel(context, page, panel, layer, ink, view);
  }
  paintLabels(context, page, ink, view, foot);
}

function paintGrid(context: CanvasRenderingContext2D, page: Page, ink: Ink, view: View): void {
  const steps: readonly (readonly [number, string, number])[] =
    view.pxPerMm >= finestGridPxPerMm
      ? [
          [1, ink.minor, 1],
          [5, ink.major, 1],
        ]
      : [[5, ink.major, 1]];
  const right = Math.min(view.widthPx, toX(view, page.widthMm));
  const bottom = Math.min(view.heightPx, toY(view, page.heightMm));
  for (const [stepMm, colour, widthPx] of steps) {
    context.beginPath();
    for (let at = Math.ceil(view.scrollX / view.pxPerMm / stepMm) * stepMm; at <= page.widthMm; at += stepMm) {
      const x = crisp(toX(view, at), view.density);
      if (x > right) break;
      context.moveTo(x, 0);
      context.lineTo(x, bottom);
    }
    for (let at = Math.ceil(view.scrollY / view.pxPerMm / stepMm) * stepMm; at <= page.heightMm; at += stepMm) {
      const y = crisp(toY(view, at), view.density);
      if (y > bottom) break;
      context.moveTo(0, y);
      context.lineTo(right, y);
    }
    context.strokeStyle = colour;
    context.lineWidth = widthPx / view.density;
    context.stroke();
  }
}

/** The middle of a device pixel, so that grid lines stay one pixel wide. */
function crisp(at: number, density: number): number {
  return (Math.floor(at * density) + 0.5) / density;
}

/** 1 mV for 0.2 s; where a row has two gains the second step stands on the first, as on paper of half standard. */
function paintPulse(
  context: CanvasRenderingContext2D,
  page: Page,
  baselineMm: number,
  gains: readonly number[],
  ink: Ink,
  view: View,
): void {
  const width = 0.2 * page.speed;
  const start = leftMm(page.speed) - width - 1.5;
  const step = width / gains.length;
  context.beginPath();
  context.moveTo(toX(view, start - 1.5), toY(view, baselineMm));
  context.lineTo(toX(view, start), toY(view, baselineMm));
  gains.forEach((gain, index) => {
    context.lineTo(toX(view, start + index * step), toY(view, baselineMm - gain));
    context.lineTo(toX(view, start + (index + 1) * step), toY(view, baselineMm - gain));
  });
  context.lineTo(toX(view, start + width), toY(view, baselineMm));
  context.lineTo(toX(view, start + width + 1.5), toY(view, baselineMm));
  context.strokeStyle = ink.trace;
  context.lineWidth = lineWidth(view);
  context.stroke();
}

function paintPanel(
  context: CanvasRenderingContext2D,
  page: Page,
  panel: Panel,
  layer: Layer,
  ink: Ink,
  view: View,
): void {
  const lead = layer.leads.get(panel.lead);
  const left = toX(view, panel.xMm);
  const right = toX(view, panel.xMm + panel.widthMm);
  if (!lead || right < 0 || left > view.widthPx) return;
  const rate = layer.samplingRateHz;
  const from = Math.max(0, Math.round(((panel.startMs - layer.startMs) * rate) / 1000));
  const to = Math.round(((panel.endMs - layer.startMs) * rate) / 1000);
  const pxPerSample = (page.speed * view.pxPerMm) / rate;
  const pxPerUv = (panel.mmPerMv * view.pxPerMm * (panel.inverted ? -1 : 1)) / 1000;
  const baseline = toY(view, panel.baselineMm);
  const start = toX(view, xOf(panel, layer.startMs + (from * 1000) / rate, page.speed));
  // Only the columns in view are walked; a lead scrolled far away costs nothing.
  const skip = Math.max(0, Math.floor(-start / pxPerSample) - 2);
  const end = Math.min(to, from + Math.ceil((view.widthPx - start) / pxPerSample) + 2);
  const lines = envelope(
    lead.values,
    from + skip,
    end,
    start + skip * pxPerSample,
    pxPerSample,
    value => baseline - value * pxPerUv,
    1 / view.density,
  );
  context.strokeStyle = layer.isPrior ? ink.prior : ink.trace;
  context.lineWidth = lineWidth(view);
  context.lineJoin = "bevel";
  for (const points of lines) {
    context.beginPath();
    context.moveTo(points[0]!, points[1]!);
    for (let index = 2; index < points.length; index += 2) context.lineTo(points[index]!, points[index + 1]!);
    context.stroke();
  }
}

function paintLabels(context: CanvasRenderingContext2D, page: Page, ink: Ink, view: View, foot: string): void {
  const size = Math.max(11, Math.min(16, 3.4 * view.pxPerMm));
  context.font = `650 ${size}px system-ui, sans-serif`;
  context.fillStyle = ink.label;
  context.textBaseline = "alphabetic";
  for (const panel of page.panels) {
    const x = toX(view, panel.xMm);
    if (page.isSequential && !panel.isRhythm && panel.startMs > 0) tick(context, panel, ink, view);
    // A strip scrolled to the left keeps its name at the edge.
    const last = toX(view, panel.xMm + panel.widthMm) - 3 * size;
    outlined(
      context,
      ink,
      (panel.inverted ? "−" : "") + panel.lead,
      Math.min(Math.max(x + 3, 4), Math.max(last, x + 3)),
      toY(view, panel.baselineMm - 7),
    );
  }
  context.font = `500 ${Math.max(10, Math.min(13, 2.8 * view.pxPerMm))}px system-ui, sans-serif`;
  outlined(context, ink, foot, Math.max(toX(view, 4), 4), toY(view, page.heightMm - 2.5));
}

function outlined(context: CanvasRenderingContext2D, ink: Ink, text: string, x: number, y: number): void {
  context.strokeStyle = ink.paper;
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

/** The border between two columns that follow each other in time. */
function tick(context: CanvasRenderingContext2D, panel: Panel, ink: Ink, view: View): void {
  const x = toX(view, panel.xMm);
  context.beginPath();
  context.moveTo(x, toY(view, panel.baselineMm - 4));
  context.lineTo(x, toY(view, panel.baselineMm + 4));
  context.strokeStyle = ink.label;
  context.lineWidth = 1.25;
  context.stroke();
}

export const lineWidth = (view: View): number => Math.max(0.9, Math.min(2, 0.3 * view.pxPerMm));
