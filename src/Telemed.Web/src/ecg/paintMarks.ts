import { xOf, yOf, type Page, type Panel } from "./layout";
import { marchTimes, rulerRates, type CaliperMark, type Mark, type QtMark, type RateMark } from "./marks";
import { lineWidth, toX, toY, type Ink, type View } from "./paint";
import { bazettMs, fridericiaMs, perMinute } from "./qt";
import { unreachable } from "../platform/store";
import type { Flag } from "./types";

type Context = CanvasRenderingContext2D;

/** How much of the trace is lit at the place of a flag. */
const flagMs = 800;

/** Draws tools and the flag that was jumped to, over the trace. */
export function paintMarks(
  context: Context,
  page: Page,
  marks: readonly Mark[],
  selected: number | null,
  flag: Flag | null,
  ink: Ink,
  view: View,
): void {
  context.setTransform(view.density, 0, 0, view.density, 0, 0);
  context.clearRect(0, 0, view.widthPx, view.heightPx);
  if (flag) paintFlag(context, page, flag, ink, view);
  for (const mark of marks) {
    context.strokeStyle = context.fillStyle = ink.tool;
    context.lineWidth = mark.id === selected ? lineWidth(view) + 0.8 : lineWidth(view);
    for (const panel of page.panels) paintMark(context, page, panel, mark, ink, view);
  }
}

function paintMark(context: Context, page: Page, panel: Panel, mark: Mark, ink: Ink, view: View): void {
  switch (mark.kind) {
    case "march": {
      const edge = panel.endMs;
      for (const time of marchTimes(mark, panel.startMs, edge))
        vertical(context, page, panel, time, view, time === mark.fromMs || time === mark.toMs);
      if (panel.lead === mark.lead && shows(panel, mark.fromMs))
        tag(
          context,
          ink,
          `${rounded(Math.abs(mark.toMs - mark.fromMs))} ms · ${rate(mark)}`,
          toX(view, xOf(panel, mark.fromMs, page.speed)),
          toY(view, panel.topMm + 2),
        );
      return;
    }
    case "caliper":
      if (panel.lead === mark.lead && shows(panel, mark.fromMs)) paintCaliper(context, page, panel, mark, ink, view);
      return;
    case "rate":
      if (shows(panel, mark.fromMs) && panel.lead === mark.lead) paintRuler(context, page, panel, mark, ink, view);
      return;
    case "qt":
      if (panel.lead === mark.lead && shows(panel, mark.fromMs)) paintQt(context, page, panel, mark, ink, view);
      return;
    default:
      unreachable(mark);
  }
}

const shows = (panel: Panel, timeMs: number): boolean => timeMs >= panel.startMs && timeMs <= panel.endMs;
const rounded = (value: number): string => value.toFixed(0);
const rate = (mark: { readonly fromMs: number; readonly toMs: number }): string => {
  const interval = Math.abs(mark.toMs - mark.fromMs);
  return interval < 100 ? "–/min" : `${rounded(perMinute(interval))}/min`;
};

function vertical(context: Context, page: Page, panel: Panel, timeMs: number, view: View, isStrong: boolean): void {
  const x = toX(view, xOf(panel, timeMs, page.speed));
  context.globalAlpha = isStrong ? 1 : 0.55;
  context.beginPath();
  context.moveTo(x, toY(view, panel.topMm + 1));
  context.lineTo(x, toY(view, panel.topMm + panel.heightMm - 1));
  context.stroke();
  context.globalAlpha = 1;
}

function paintCaliper(context: Context, page: Page, panel: Panel, mark: CaliperMark, ink: Ink, view: View): void {
  const [x1, x2] = [mark.fromMs, mark.toMs].map(time => toX(view, xOf(panel, time, page.speed))) as [number, number];
  const [y1, y2] = [mark.fromUv, mark.toUv].map(voltage => toY(view, yOf(panel, voltage))) as [number, number];
  const texts: string[] = [];
  if (mark.shows !== "voltage") {
    vertical(context, page, panel, mark.fromMs, view, true);
    vertical(context, page, panel, mark.toMs, view, true);
    const middle = toY(view, panel.topMm + 4);
    line(context, x1, middle, x2, middle);
    texts.push(`${rounded(Math.abs(mark.toMs - mark.fromMs))} ms`, rate(mark));
  }
  if (mark.shows !== "time") {
    const [left, right] = [Math.min(x1, x2) - 10, Math.max(x1, x2) + 10];
    line(context, left, y1, right, y1);
    line(context, left, y2, right, y2);
    line(context, right - 5, y1, right - 5, y2);
    texts.push(`${((mark.toUv - mark.fromUv) / 1000).toFixed(2)} mV`);
  }
  for (const [x, y] of [
    [x1, y1],
    [x2, y2],
  ] as const)
    handle(context, ink, x, y);
  tag(context, ink, texts.join(" · "), Math.max(x1, x2) + 6, Math.min(y1, y2, toY(view, panel.topMm + 8)));
}

function paintRuler(context: Context, page: Page, panel: Panel, mark: RateMark, ink: Ink, view: View): void {
  vertical(context, page, panel, mark.fromMs, view, true);
  vertical(context, page, panel, mark.toMs, view, true);
  const y = toY(view, panel.topMm + panel.heightMm - 3);
  context.font = "600 11px system-ui, sans-serif";
  const forward = mark.toMs >= mark.fromMs ? 1 : -1;
  let lastX = Number.NEGATIVE_INFINITY;
  for (const perMin of rulerRates) {
    const time = mark.fromMs + (forward * 60_000) / perMin;
    if (!shows(panel, time)) continue;
    const x = toX(view, xOf(panel, time, page.speed));
    line(context, x, y - 6, x, y + 3);
    if (Math.abs(x - lastX) < 24) continue;
    outlinedText(context, ink, String(perMin), x - 8, y + 14);
    lastX = x;
  }
  line(
    context,
    toX(view, xOf(panel, mark.fromMs, page.speed)),
    y,
    toX(view, xOf(panel, clamp(mark.fromMs + forward * 2000, panel), page.speed)),
    y,
  );
  tag(
    context,
    ink,
    `${rate(mark)} · ${rounded(Math.abs(mark.toMs - mark.fromMs))} ms`,
    toX(view, xOf(panel, mark.toMs, page.speed)) + 6,
    toY(view, panel.topMm + 4),
  );
}

function paintQt(context: Context, page: Page, panel: Panel, mark: QtMark, ink: Ink, view: View): void {
  const qt = Math.abs(mark.toMs - mark.fromMs);
  const [x1, x2] = [mark.fromMs, mark.toMs].map(time => toX(view, xOf(panel, time, page.speed))) as [number, number];
  context.globalAlpha = 0.12;
  context.fillRect(
    Math.min(x1, x2),
    toY(view, panel.topMm + 2),
    Math.abs(x2 - x1),
    (panel.heightMm - 4) * view.pxPerMm,
  );
  context.globalAlpha = 1;
  vertical(context, page, panel, mark.fromMs, view, true);
  vertical(context, page, panel, mark.toMs, view, true);
  for (const x of [x1, x2]) handle(context, ink, x, toY(view, panel.baselineMm));
  const corrected =
    mark.rrMs === null
      ? "RR ?"
      : `QTcB ${rounded(bazettMs(qt, mark.rrMs))} · QTcF ${rounded(fridericiaMs(qt, mark.rrMs))} · RR ${rounded(mark.rrMs)}`;
  tag(context, ink, `QT ${rounded(qt)} ms · ${corrected}`, Math.min(x1, x2), toY(view, panel.topMm + 3));
}

function paintFlag(context: Context, page: Page, flag: Flag, ink: Ink, view: View): void {
  if (typeof flag.atMs !== "number") return;
  const until = flag.atMs + flagMs;
  for (const panel of page.panels) {
    if (until < panel.startMs || flag.atMs > panel.endMs || (flag.leads.length > 0 && !flag.leads.includes(panel.lead)))
      continue;
    const left = toX(view, xOf(panel, clamp(flag.atMs - 60, panel), page.speed));
    const right = toX(view, xOf(panel, clamp(until + 60, panel), page.speed));
    context.fillStyle = ink.flag;
    context.globalAlpha = 0.18;
    context.fillRect(left, toY(view, panel.topMm + 1), right - left, (panel.heightMm - 2) * view.pxPerMm);
    context.globalAlpha = 1;
  }
}

const clamp = (timeMs: number, panel: Panel): number => Math.min(Math.max(timeMs, panel.startMs), panel.endMs);

function line(context: Context, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function handle(context: Context, ink: Ink, x: number, y: number): void {
  context.beginPath();
  context.arc(x, y, 4.5, 0, 2 * Math.PI);
  context.fillStyle = ink.paper;
  context.fill();
  context.stroke();
  context.fillStyle = ink.tool;
}

function outlinedText(context: Context, ink: Ink, text: string, x: number, y: number): void {
  context.save();
  context.strokeStyle = ink.paper;
  context.lineWidth = 3;
  context.strokeText(text, x, y);
  context.restore();
  context.fillText(text, x, y);
}

/** A readout on its own ground, readable over any trace and kept inside the picture. */
function tag(context: Context, ink: Ink, text: string, x: number, y: number): void {
  context.font = "600 12px system-ui, sans-serif";
  const width = context.measureText(text).width + 12;
  const left = Math.max(2, Math.min(x, context.canvas.clientWidth - width - 2));
  const top = Math.max(2, y - 9);
  context.save();
  context.fillStyle = ink.tag;
  context.beginPath();
  context.roundRect(left, top, width, 20, 4);
  context.fill();
  context.fillStyle = ink.tagText;
  context.textBaseline = "middle";
  context.fillText(text, left + 6, top + 10.5);
  context.restore();
}
