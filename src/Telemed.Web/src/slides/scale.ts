/** Lengths on a slide. Without a stated scale nothing here gives a number. */

export interface ScaleBar {
  readonly widthPx: number;
  readonly text: string;
}

const steps = [1, 2, 5];

/** The longest round length that fits, or null when the slide does not state its scale. */
export function scaleBar(umPerScreenPx: number | null, widthLimitPx: number): ScaleBar | null {
  if (umPerScreenPx === null || !(umPerScreenPx > 0)) return null;
  const limitUm = umPerScreenPx * widthLimitPx;
  let um = 0;
  for (let power = -2; power <= 6; power++) {
    for (const step of steps) {
      const candidate = step * 10 ** power;
      if (candidate <= limitUm) um = candidate;
    }
  }
  return um === 0 ? null : { widthPx: um / umPerScreenPx, text: lengthText(um) };
}

export function lengthText(um: number): string {
  if (um >= 1000) return `${rounded(um / 1000)} mm`;
  return um >= 1 ? `${rounded(um)} µm` : `${rounded(um * 1000)} nm`;
}

export function areaText(um2: number): string {
  return um2 >= 1e5 ? `${rounded(um2 / 1e6)} mm²` : `${rounded(um2)} µm²`;
}

/** Length of a line of points x, y, x, y … in level-0 pixels. */
export function lengthPx(points: readonly number[]): number {
  let length = 0;
  for (let i = 2; i + 1 < points.length; i += 2)
    length += Math.hypot((points[i] ?? 0) - (points[i - 2] ?? 0), (points[i + 1] ?? 0) - (points[i - 1] ?? 0));
  return length;
}

/** Area of a closed outline in square level-0 pixels, by the shoelace sum. */
export function areaPx2(points: readonly number[]): number {
  let sum = 0;
  const count = points.length / 2;
  for (let i = 0; i < count; i++) {
    const next = (i + 1) % count;
    sum += (points[2 * i] ?? 0) * (points[2 * next + 1] ?? 0) - (points[2 * next] ?? 0) * (points[2 * i + 1] ?? 0);
  }
  return Math.abs(sum) / 2;
}

/** Screen pixels per level-0 pixel at which a power shows: at the objective's own power, pixel for device pixel. */
export function zoomOfPower(power: number, objective: number, devicePixelRatio: number): number {
  return power / objective / devicePixelRatio;
}

export function powerOfZoom(zoom: number, objective: number, devicePixelRatio: number): number {
  return zoom * objective * devicePixelRatio;
}

function rounded(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 3, useGrouping: false });
}
