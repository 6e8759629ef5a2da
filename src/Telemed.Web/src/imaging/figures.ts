/** One figure of a measurement as the screen shows it. */
export interface Figure {
  readonly name: FigureName;
  readonly value: number;
  readonly unit: string;
}

export const figureNames = [
  "length", "angle", "area", "mean", "deviation", "least", "most", "value", "red", "green", "blue",
] as const;
export type FigureName = (typeof figureNames)[number];

export const measuringTools = ["length", "angle", "roi", "probe"] as const;
export type MeasuringTool = (typeof measuringTools)[number];

/** A measurement on one picture: its points are millimetres of the patient, x, y and z of each. */
export interface Measured {
  readonly id: string;
  readonly tool: MeasuringTool;
  readonly imageId: string;
  readonly points: readonly number[];
  readonly figures: readonly Figure[];
}

/** The figures of what the renderer reckoned for a tool; none while it has not. */
export function figuresOf(tool: MeasuringTool, stats: Readonly<Record<string, unknown>>): readonly Figure[] {
  const grey = unitOf(stats["modalityUnit"]);
  switch (tool) {
    case "length":
      return made(["length", stats["length"], unitOf(stats["unit"])]);
    case "angle":
      return made(["angle", stats["angle"], "°"]);
    case "roi":
      return made(
        ["area", stats["area"], unitOf(stats["areaUnit"])],
        ["mean", stats["mean"], grey],
        ["deviation", stats["stdDev"], grey],
        ["least", stats["min"], grey],
        ["most", stats["max"], grey],
      );
    case "probe": {
      const value: unknown = stats["value"];
      if (!Array.isArray(value)) return made(["value", value, grey]);
      return made(["red", value[0], ""], ["green", value[1], ""], ["blue", value[2], ""]);
    }
  }
}

function made(...wanted: readonly (readonly [FigureName, unknown, string])[]): readonly Figure[] {
  return wanted.flatMap(([name, value, unit]) =>
    typeof value === "number" && Number.isFinite(value) ? [{ name, value: Math.round(value * 100) / 100, unit }] : [],
  );
}

const unitLimitChars = 16;
const unitOf = (unit: unknown): string => (typeof unit === "string" ? unit.slice(0, unitLimitChars) : "");

/** Whether two measurements are the same line with the same figures. */
export function isSameMeasure(
  left: Pick<Measured, "points" | "figures">,
  right: Pick<Measured, "points" | "figures">,
): boolean {
  return JSON.stringify([left.points, left.figures]) === JSON.stringify([right.points, right.figures]);
}
