import { say } from "../platform/words";
import { bodyWords } from "./bodyWords";

/** One region of the body map, drawn in a field of 100 x 200. Left and right are the patient's. */
export interface BodyRegion {
  readonly code: BodyCode;
  readonly side: "front" | "back";
  readonly path: string;
}

export type BodyCode = Extract<keyof typeof bodyWords.all.en, string>;

const limb = (x: number, y: number, width: number, height: number): string =>
  `M${x} ${y}h${width}v${height}h${-width}z`;

/** A plain figure: regions large enough for a thumb, named by code and not by picture. */
export const bodyRegions: readonly BodyRegion[] = [
  { code: "head", side: "front", path: "M50 2a13 13 0 0 1 12 8H38a13 13 0 0 1 12-8z" },
  { code: "face", side: "front", path: "M38 11h24v6a12 12 0 0 1-24 0z" },
  { code: "neck", side: "front", path: limb(44, 29, 12, 7) },
  { code: "chest_right", side: "front", path: "M32 38h17v26H32z" },
  { code: "chest_left", side: "front", path: "M51 38h17v26H51z" },
  { code: "abdomen_upper", side: "front", path: limb(32, 66, 36, 17) },
  { code: "abdomen_lower", side: "front", path: limb(32, 85, 36, 15) },
  { code: "groin", side: "front", path: "M32 102h36l-9 14H41z" },
  { code: "upper_arm_right", side: "front", path: limb(19, 39, 11, 28) },
  { code: "forearm_right", side: "front", path: limb(15, 69, 11, 28) },
  { code: "hand_right", side: "front", path: limb(12, 99, 12, 15) },
  { code: "upper_arm_left", side: "front", path: limb(70, 39, 11, 28) },
  { code: "forearm_left", side: "front", path: limb(74, 69, 11, 28) },
  { code: "hand_left", side: "front", path: limb(76, 99, 12, 15) },
  { code: "thigh_right", side: "front", path: "M32 105l8 13 8 0v24H33z" },
  { code: "thigh_left", side: "front", path: "M68 105l-8 13-8 0v24h15z" },
  { code: "knee_right", side: "front", path: limb(34, 144, 13, 9) },
  { code: "knee_left", side: "front", path: limb(53, 144, 13, 9) },
  { code: "lower_leg_right", side: "front", path: limb(35, 155, 11, 28) },
  { code: "lower_leg_left", side: "front", path: limb(54, 155, 11, 28) },
  { code: "foot_right", side: "front", path: limb(32, 185, 14, 12) },
  { code: "foot_left", side: "front", path: limb(54, 185, 14, 12) },
  { code: "head_back", side: "back", path: "M50 2a13 13.5 0 0 1 0 27a13 13.5 0 0 1 0-27z" },
  { code: "neck_back", side: "back", path: limb(44, 30, 12, 7) },
  { code: "back_upper", side: "back", path: limb(32, 39, 36, 27) },
  { code: "back_lower", side: "back", path: limb(32, 68, 36, 20) },
  { code: "buttocks", side: "back", path: limb(32, 90, 36, 20) },
  { code: "elbow_left", side: "back", path: limb(17, 62, 12, 12) },
  { code: "elbow_right", side: "back", path: limb(71, 62, 12, 12) },
  { code: "thigh_back_left", side: "back", path: limb(33, 112, 15, 36) },
  { code: "thigh_back_right", side: "back", path: limb(52, 112, 15, 36) },
  { code: "calf_left", side: "back", path: limb(34, 150, 12, 32) },
  { code: "calf_right", side: "back", path: limb(54, 150, 12, 32) },
  { code: "heel_left", side: "back", path: limb(34, 185, 12, 12) },
  { code: "heel_right", side: "back", path: limb(54, 185, 12, 12) },
];

/** The rest of the figure's back, for the eye alone. */
export const bodyOutline = [
  limb(19, 39, 11, 21), limb(15, 76, 11, 21), limb(12, 99, 12, 15),
  limb(70, 39, 11, 21), limb(74, 76, 11, 21), limb(76, 99, 12, 15),
];

export function isBodyCode(code: string): code is BodyCode {
  return code in bodyWords.all.en;
}

/** The word for a region; a code of another system is shown as it is. */
export function bodyRegionWord(code: string): string {
  return isBodyCode(code) ? say(bodyWords, code) : code.replaceAll("_", " ");
}
