/** The three ways to state how large a pixel of a photo is. */
export type Method = "length" | "field" | "camera";

/** What was typed, as text, so that a half-typed number is no number yet. */
export interface Typed {
  readonly method: Method;
  readonly objective: string;
  readonly fieldNumberMm: string;
  readonly pixelUm: string;
  readonly adapter: string;
  readonly sensorPx: string;
  readonly length: string;
  readonly unit: "µm" | "mm";
}

export const objectives = [1.25, 2, 2.5, 4, 5, 10, 20, 40, 60, 63, 100] as const;
/** Field numbers that are printed on common eyepieces, in millimetres. */
export const fieldNumbers = [18, 20, 22, 23, 25, 26.5] as const;
/** Pixel pitch and long side of sensors in common microscope cameras, from their makers' data sheets. */
export const cameras = [
  { name: "IMX178 (6 MP, 1/1.8\")", pixelUm: 2.4, sensorPx: 3072 },
  { name: "IMX183 (20 MP, 1\")", pixelUm: 2.4, sensorPx: 5472 },
  { name: "IMX264/IMX250 (5 MP, 2/3\")", pixelUm: 3.45, sensorPx: 2448 },
  { name: "IMX174/IMX249 (2 MP, 1/1.2\")", pixelUm: 5.86, sensorPx: 1920 },
] as const;

export const untyped: Typed = {
  method: "length", objective: "", fieldNumberMm: "", pixelUm: "", adapter: "1", sensorPx: "", length: "", unit: "µm",
};

const number = (text: string): number | null => {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() === "" || !Number.isFinite(value) || value <= 0 ? null : value;
};

/** What the hub takes, or null while something is missing. Points are both ends of what was marked. */
export function requestOf(typed: Typed, points: readonly number[] | null): Readonly<Record<string, unknown>> | null {
  const [objective, length, fieldNumberMm, pixelUm] = [typed.objective, typed.length, typed.fieldNumberMm, typed.pixelUm].map(number);
  switch (typed.method) {
    case "length":
      return points === null || !length ? null : { method: "length", lengthUm: typed.unit === "mm" ? length * 1000 : length, points };
    case "field":
      return points === null || !objective || !fieldNumberMm ? null : { method: "field", objective, fieldNumberMm, points };
    case "camera": {
      const [adapter, sensorPx] = [number(typed.adapter), number(typed.sensorPx)];
      if (!objective || !pixelUm || adapter === null) return null;
      return { method: "camera", objective, pixelUm, adapter, ...(sensorPx === null ? {} : { sensorPx: Math.round(sensorPx) }) };
    }
  }
}
