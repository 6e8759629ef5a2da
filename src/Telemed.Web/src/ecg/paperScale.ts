/** What a marked stretch of printed grid says about a picture: how many of its pixels are one millimetre. */
export interface PaperScale {
  readonly pxPerMm: number;
  readonly speed: 12.5 | 25 | 50;
  readonly mmPerMv: 2.5 | 5 | 10 | 20;
}

export interface Stretch {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

const least = { px: 8, mm: 1 } as const;

/** Pixels in a millimetre from a stretch whose length in millimetres a person counted; null when it is too short to tell. */
export function scaleOf(stretch: Stretch, lengthMm: number): number | null {
  const lengthPx = Math.hypot(stretch.x2 - stretch.x1, stretch.y2 - stretch.y1);
  return lengthPx < least.px || lengthMm < least.mm ? null : lengthPx / lengthMm;
}

/** Time across and voltage up of a stretch on the picture. Up is positive, as on paper. */
export function reading(stretch: Stretch, scale: PaperScale): { readonly timeMs: number; readonly voltageMv: number } {
  return {
    timeMs: (Math.abs(stretch.x2 - stretch.x1) / scale.pxPerMm / scale.speed) * 1000,
    voltageMv: (stretch.y1 - stretch.y2) / scale.pxPerMm / scale.mmPerMv,
  };
}
