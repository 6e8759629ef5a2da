import type { DicomJson } from "./study";

/** A window with its centre and width in stored units after rescaling (Hounsfield units for CT). */
export interface FixedWindow {
  readonly code: "lung" | "mediastinum" | "bone" | "brain" | "stroke" | "abdomen" | "stated";
  /** What the device calls it; only of windows that the image states. */
  readonly name?: string;
  readonly centre: number;
  readonly width: number;
}

/** A window that follows from the picture in view: all its values, or its own window with more or less contrast. */
export interface RelativeWindow {
  readonly code: "full" | "harder" | "softer";
}

export type WindowPreset = FixedWindow | RelativeWindow;

interface Range {
  readonly lower: number;
  readonly upper: number;
}

const ct: readonly FixedWindow[] = [
  { code: "lung", centre: -600, width: 1500 },
  { code: "mediastinum", centre: 40, width: 400 },
  { code: "bone", centre: 500, width: 2000 },
  { code: "brain", centre: 40, width: 80 },
  { code: "stroke", centre: 35, width: 35 },
  { code: "abdomen", centre: 50, width: 350 },
];

// Of these the numbers mean nothing by themselves, so windows are made from what the image says of itself.
const relative: readonly RelativeWindow[] = [{ code: "harder" }, { code: "softer" }, { code: "full" }];
const factors = { harder: 0.6, softer: 1.6 } as const;
const statedLimit = 6;

/** The windows for a series in the order of the keys 1 to 9; none for a picture in colour, which has no window. */
export function presetsFor(modality: string, row: DicomJson | undefined): readonly WindowPreset[] {
  if (Number(row?.["00280002"]?.Value?.[0] ?? 1) > 1) return [];
  // The first stated window is the one an image is shown with anyway.
  const stated = row === undefined ? [] : statedIn(row).slice(1);
  return modality === "CT" ? [...ct, ...stated, { code: "full" }] : [...stated, ...relative];
}

/** The windows an image names, each with its explanation (PS3.3 section C.11.2.1.2). */
export function statedIn(row: DicomJson): readonly FixedWindow[] {
  const shared = row["52009229"]?.Value?.[0] as DicomJson | undefined;
  const place = (shared?.["00289132"]?.Value?.[0] as DicomJson | undefined) ?? row;
  const [centres, widths, names] = ["00281050", "00281051", "00281055"].map(tag => place[tag]?.Value ?? []);
  return (centres ?? []).slice(0, statedLimit).flatMap((value, at) => {
    const [centre, width] = [Number(value), Number(widths?.[at])];
    if (!Number.isFinite(centre) || !(width >= 1)) return [];
    const name = names?.[at];
    return [{ code: "stated" as const, name: typeof name === "string" && name !== "" ? name : `${centre} / ${width}`, centre, width }];
  });
}

/** Lower and upper end of a window, as the renderer wants it. */
export function rangeOf(preset: { readonly centre: number; readonly width: number }): Range {
  return { lower: preset.centre - preset.width / 2, upper: preset.centre + preset.width / 2 };
}

/**
 * The ends of a window that follows from a picture.
 * @param own how the picture is shown as it was sent
 * @param all its lowest and highest value
 */
export function relativeRange(code: RelativeWindow["code"], own: Range, all: Range): Range {
  if (code === "full") return all;
  return rangeOf({ centre: (own.lower + own.upper) / 2, width: (own.upper - own.lower) * factors[code] });
}
