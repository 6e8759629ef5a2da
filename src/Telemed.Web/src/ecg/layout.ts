import { mm, ms, timeToMm, type Gain, type Milliseconds, type Millimetres, type Speed } from "./units";

export const layouts = ["3x4+1", "3x4+3", "6x2", "12x1", "cabrera", "median"] as const;
/** How leads share the page; `single` shows one lead large. */
export type LayoutKind = (typeof layouts)[number] | "single";

/** One stretch of one lead on the page. */
export interface Panel {
  readonly lead: string;
  /** Cabrera's -aVR is drawn upside down. */
  readonly inverted: boolean;
  readonly isRhythm: boolean;
  readonly row: number;
  readonly xMm: Millimetres;
  readonly widthMm: Millimetres;
  readonly topMm: Millimetres;
  readonly heightMm: Millimetres;
  readonly baselineMm: Millimetres;
  readonly startMs: Milliseconds;
  readonly endMs: Milliseconds;
  readonly mmPerMv: number;
}

export interface Page {
  readonly widthMm: Millimetres;
  readonly heightMm: Millimetres;
  readonly panels: readonly Panel[];
  /** The calibration pulse at the left of each row: one gain, or two where limb and chest leads differ. */
  readonly pulses: readonly { readonly baselineMm: Millimetres; readonly gains: readonly number[] }[];
  readonly speed: Speed;
  /** True when columns follow each other in time; false when all begin at the same moment. */
  readonly isSequential: boolean;
}

export interface PageRequest {
  readonly layout: LayoutKind;
  readonly leads: readonly string[];
  readonly startMs: number;
  readonly windowMs: number;
  readonly speed: Speed;
  readonly gain: Gain;
  /** Largest swing of a lead from zero in microvolts, for the automatic gain. */
  readonly peakUv?: (lead: string) => number;
  readonly rhythmLead?: string;
  readonly singleLead?: string;
}

export const twelve = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"] as const;
const cabrera = ["aVL", "I", "-aVR", "II", "aVF", "III"] as const;
const topMm = 8;
const rightMm = 5;
const footMm = 9;
const rowMm: Readonly<Record<LayoutKind, number>> = {
  "3x4+1": 30,
  "3x4+3": 25,
  "6x2": 25,
  "12x1": 18,
  cabrera: 25,
  median: 42,
  single: 110,
};

/** Room for the pulse at the left, in whole big squares so that every strip starts on a thick line. */
export const leftMm = (speed: Speed): Millimetres => mm(Math.ceil((0.2 * speed + 4) / 5) * 5);

/** Lays leads out on paper. Leads beyond the twelve get rows of their own below; a lead that is absent leaves its place empty. */
export function layOut(request: PageRequest): Page {
  const columns = columnsOf(request);
  const extras =
    request.layout === "single" || isStrip(request.leads)
      ? []
      : request.leads.filter(lead => !(twelve as readonly string[]).includes(lead));
  const strips = [...rhythmsOf(request), ...extras];
  const rowCount = Math.max(...columns.map(column => column.length));
  const height = rowMm[request.layout];
  const columnMs = request.windowMs / columns.length;
  const left = leftMm(request.speed);
  const panels: Panel[] = [];
  columns.forEach((column, at) =>
    column.forEach((label, row) => {
      const startMs = request.startMs + at * columnMs;
      place(panels, request, {
        label,
        row,
        startMs,
        lengthMs: columnMs,
        xMm: left + timeToMm(ms(at * columnMs), request.speed),
        isRhythm: false,
        height,
      });
    }),
  );
  strips.forEach((label, index) =>
    place(panels, request, {
      label,
      row: rowCount + index,
      startMs: request.startMs,
      lengthMs: request.windowMs,
      xMm: left,
      isRhythm: index < strips.length - extras.length,
      height,
    }),
  );
  return finish(request, panels, rowCount + strips.length, height, columns.length > 1);
}

/** One beat of each lead, side by side in four columns; `beatMs` is the length of the median beat. */
export function layOutMedian(request: PageRequest, beatMs: number): Page {
  const height = rowMm.median;
  const left = leftMm(request.speed);
  const perColumn = Math.max(1, Math.ceil(request.leads.length / 4));
  const stepMm = Math.ceil((timeToMm(ms(beatMs), request.speed) + 5) / 5) * 5;
  const panels: Panel[] = [];
  request.leads.forEach((label, index) =>
    place(panels, request, {
      label,
      row: index % perColumn,
      startMs: 0,
      lengthMs: beatMs,
      xMm: left + Math.floor(index / perColumn) * stepMm,
      isRhythm: false,
      height,
    }),
  );
  return finish(request, panels, perColumn, height, false);
}

interface Place {
  readonly label: string;
  readonly row: number;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly xMm: number;
  readonly isRhythm: boolean;
  readonly height: number;
}

function place(
  panels: Panel[],
  request: PageRequest,
  { label, row, startMs, lengthMs, xMm, isRhythm, height }: Place,
): void {
  const inverted = label.startsWith("-");
  const lead = inverted ? label.slice(1) : label;
  if (!request.leads.includes(lead)) return;
  const top = topMm + row * height;
  panels.push({
    lead,
    inverted,
    isRhythm,
    row,
    xMm: mm(xMm),
    widthMm: timeToMm(ms(lengthMs), request.speed),
    topMm: mm(top),
    heightMm: mm(height),
    baselineMm: mm(Math.round(top + height * 0.58)),
    startMs: ms(startMs),
    endMs: ms(startMs + lengthMs),
    mmPerMv: gainOf(request, lead, height),
  });
}

function finish(
  request: PageRequest,
  panels: readonly Panel[],
  rows: number,
  height: number,
  isSequential: boolean,
): Page {
  const pulses = Array.from({ length: rows }, (_, row) => {
    const own = panels.filter(panel => panel.row === row);
    return { baselineMm: own[0]?.baselineMm ?? mm(0), gains: [...new Set(own.map(panel => panel.mmPerMv))] };
  }).filter(pulse => pulse.gains.length > 0);
  const right = Math.max(...panels.map(panel => panel.xMm + panel.widthMm), leftMm(request.speed));
  return {
    widthMm: mm(right + rightMm),
    heightMm: mm(topMm + rows * height + footMm),
    panels,
    pulses,
    speed: request.speed,
    isSequential,
  };
}

/** The width the page would have at 25 mm/s: fitted by it, a faster paper is really stretched and not shrunk again. */
export function widthAtUsualSpeed(page: Page): Millimetres {
  return mm(((page.widthMm - rightMm - leftMm(page.speed)) * 25) / page.speed + leftMm(25) + rightMm);
}

/** Fewer than eight of the twelve are no page of columns: each lead there is gets a whole row. */
export function isStrip(leads: readonly string[]): boolean {
  return twelve.filter(lead => leads.includes(lead)).length < 8;
}

function columnsOf(request: PageRequest): readonly (readonly string[])[] {
  const { layout, leads } = request;
  if (layout === "single") return [[request.singleLead ?? leads[0] ?? ""]];
  if (isStrip(request.leads)) return [leads];
  switch (layout) {
    case "3x4+1":
    case "3x4+3":
      return [twelve.slice(0, 3), twelve.slice(3, 6), twelve.slice(6, 9), twelve.slice(9)];
    case "6x2":
      return [twelve.slice(0, 6), twelve.slice(6)];
    case "cabrera":
      return [cabrera, twelve.slice(6)];
    case "12x1":
    case "median":
      return [twelve];
  }
}

function rhythmsOf(request: PageRequest): readonly string[] {
  if (isStrip(request.leads)) return [];
  const first = request.rhythmLead ?? "II";
  if (request.layout === "3x4+1") return [first];
  if (request.layout === "3x4+3") return [...new Set([first, "V1", "V5"])];
  return [];
}

/** The automatic gain halves a lead only when it would leave its row: chest leads together, limb leads together. */
function gainOf(request: PageRequest, lead: string, height: number): number {
  if (request.gain !== "auto") return request.gain;
  const isChest = lead.startsWith("V");
  const group = request.leads.filter(other => other.startsWith("V") === isChest);
  const peak = Math.max(0, ...group.map(other => request.peakUv?.(other) ?? 0));
  const fits = (mmPerMv: number) => (peak * mmPerMv) / 1000 <= height * 0.75;
  return fits(10) ? 10 : fits(5) ? 5 : 2.5;
}

/** The panel under a point of the page: the nearest of its column by height, or null outside all columns. */
export function panelAt(page: Page, xMm: number, yMm: number): Panel | null {
  let best: Panel | null = null;
  for (const panel of page.panels) {
    if (xMm < panel.xMm || xMm > panel.xMm + panel.widthMm) continue;
    const distance = Math.abs(yMm - (panel.topMm + panel.heightMm / 2));
    if (best === null || distance < Math.abs(yMm - (best.topMm + best.heightMm / 2))) best = panel;
  }
  return best;
}

export const timeAt = (panel: Panel, xMm: number, speed: Speed): Milliseconds =>
  ms(panel.startMs + ((xMm - panel.xMm) * 1000) / speed);
export const xOf = (panel: Panel, timeMs: number, speed: Speed): Millimetres =>
  mm(panel.xMm + ((timeMs - panel.startMs) * speed) / 1000);
export const voltageAt = (panel: Panel, yMm: number): number =>
  (((panel.baselineMm - yMm) * 1000) / panel.mmPerMv) * (panel.inverted ? -1 : 1);
export const yOf = (panel: Panel, voltageUv: number): Millimetres =>
  mm(panel.baselineMm - (voltageUv * panel.mmPerMv * (panel.inverted ? -1 : 1)) / 1000);
