/** QT corrected for rate; all in milliseconds. Bazett 1920: QT / √RR. Fridericia 1920: QT / ∛RR (RR in seconds). */
export const bazettMs = (qtMs: number, rrMs: number): number => qtMs / Math.sqrt(rrMs / 1000);
export const fridericiaMs = (qtMs: number, rrMs: number): number => qtMs / Math.cbrt(rrMs / 1000);
export const perMinute = (rrMs: number): number => 60_000 / rrMs;

/** Bazett over-corrects fast hearts and under-corrects slow ones, so Fridericia leads there. */
export const preferred = (rrMs: number): "bazett" | "fridericia" =>
  perMinute(rrMs) < 50 || perMinute(rrMs) > 90 ? "fridericia" : "bazett";
