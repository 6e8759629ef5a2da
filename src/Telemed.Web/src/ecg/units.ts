/** Millimetres on ECG paper; a distinct type, so it cannot be mixed with pixels. */
export type Millimetres = number & { readonly unit: "mm" };
/** CSS pixels on the screen. */
export type Pixels = number & { readonly unit: "px" };
/** Milliseconds since the start of the recording, or a length of time. */
export type Milliseconds = number & { readonly unit: "ms" };
/** Microvolts at the skin. */
export type Microvolts = number & { readonly unit: "uV" };

export const mm = (value: number): Millimetres => value as Millimetres;
export const px = (value: number): Pixels => value as Pixels;
export const ms = (value: number): Milliseconds => value as Milliseconds;
export const uv = (value: number): Microvolts => value as Microvolts;

/** Paper speed in millimetres a second. */
export const speeds = [12.5, 25, 50] as const;
export type Speed = (typeof speeds)[number];

/** Gain in millimetres a millivolt; `auto` halves the chest leads when they would leave their row. */
export const gains = [2.5, 5, 10, 20] as const;
export type Gain = (typeof gains)[number] | "auto";

export const timeToMm = (time: Milliseconds, speed: Speed): Millimetres => mm((time * speed) / 1000);
export const mmToTime = (length: Millimetres, speed: Speed): Milliseconds => ms((length * 1000) / speed);
export const voltageToMm = (voltage: Microvolts, mmPerMv: number): Millimetres => mm((voltage * mmPerMv) / 1000);
export const mmToVoltage = (height: Millimetres, mmPerMv: number): Microvolts => uv((height * 1000) / mmPerMv);
