/** A window: its centre and width in stored units after rescaling (Hounsfield units for CT). */
export interface WindowPreset {
  readonly code: "own" | "lung" | "mediastinum" | "bone" | "brain" | "stroke" | "abdomen" | "full";
  readonly centre: number;
  readonly width: number;
}

const ct: readonly WindowPreset[] = [
  { code: "lung", centre: -600, width: 1500 },
  { code: "mediastinum", centre: 40, width: 400 },
  { code: "bone", centre: 500, width: 2000 },
  { code: "brain", centre: 40, width: 80 },
  { code: "stroke", centre: 35, width: 35 },
  { code: "abdomen", centre: 50, width: 350 },
];

/** The windows worth a key for a modality, in the order of keys 1 to 6. Only CT has a scale that makes them possible. */
export function presetsFor(modality: string): readonly WindowPreset[] {
  return modality === "CT" ? ct : [];
}

/** Lower and upper end of a window, as the renderer wants it. */
export function rangeOf(preset: { readonly centre: number; readonly width: number }): { lower: number; upper: number } {
  return { lower: preset.centre - preset.width / 2, upper: preset.centre + preset.width / 2 };
}
