/** An ID-1 card (ISO/IEC 7810: bank, health and identity cards) is this wide everywhere. */
export const cardWidthMm = 85.6;
export const cardHeightMm = 53.98;

/** What CSS supposes a millimetre to be; right only by chance. */
export const supposedPxPerMm = 96 / 25.4;

/** One display keeps one calibration; another monitor or zoom of the browser asks again. */
const keptUnder = (): string => `telemed.ecg.pxPerMm.${screen.width}x${screen.height}@${devicePixelRatio}`;

/** CSS pixels in a true millimetre of this display, or null while nobody measured it. */
export function calibratedPxPerMm(): number | null {
  const kept = Number(localStorage.getItem(keptUnder()));
  return kept > 1 && kept < 40 ? kept : null;
}

export function keepCalibration(pxPerMm: number | null): void {
  if (pxPerMm === null) localStorage.removeItem(keptUnder());
  else localStorage.setItem(keptUnder(), pxPerMm.toFixed(4));
}
