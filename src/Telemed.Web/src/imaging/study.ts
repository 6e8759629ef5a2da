import { getJson } from "../platform/api";

/** The DICOM JSON of one instance, as DICOMweb gives it. */
export type DicomJson = Readonly<Record<string, { readonly vr: string; readonly Value?: readonly unknown[] }>>;

export interface StudyPlace {
  readonly facilityId: string;
  readonly studyUid: string;
}

export interface Series {
  readonly uid: string;
  readonly modality: string;
  readonly number: number;
  readonly description: string;
  readonly count: number;
  readonly thumbnailUrl: string;
  readonly place: StudyPlace;
}

export interface Picture {
  readonly imageId: string;
  readonly sopUid: string;
  readonly frame: number;
  readonly metadata: DicomJson;
}

const rootOf = (place: StudyPlace): string => `/dicom-web/at/${place.facilityId}/studies/${place.studyUid}`;

export function textOf(row: DicomJson, tag: string): string {
  const value = row[tag]?.Value?.[0];
  if (typeof value === "object" && value !== null) return nameOf(value);
  return value === undefined || value === null ? "" : String(value);
}

// A name may be written in several scripts, and in any one of them alone.
function nameOf(name: object): string {
  const groups = name as Readonly<Record<string, unknown>>;
  return ["Ideographic", "Alphabetic", "Phonetic"]
    .map(group => String(groups[group] ?? "").replaceAll("^", " ").trim())
    .filter(text => text !== "")
    .join(" · ");
}

export function numberOf(row: DicomJson, tag: string): number | null {
  const value = Number(row[tag]?.Value?.[0] ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}

/** The day a picture was taken, as the device wrote it; else that of its series or study. Null when none says it. */
export function dayOf(row: DicomJson): string | null {
  const days = ["00080022", "00080021", "00080020"].map(tag => textOf(row, tag));
  const day = days.find(each => /^\d{8}$/.test(each));
  return day === undefined ? null : `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}

// Documents about a study stand in it beside the images; the case page shows them, not the image viewer.
const documents = new Set(["SR", "KO", "PR", "DOC"]);

/** The series of a study that hold images, by number. */
export async function fetchSeries(place: StudyPlace, signal: AbortSignal): Promise<Series[]> {
  const rows = await getJson<DicomJson[]>(`${rootOf(place)}/series`, signal);
  return rows.filter(row => !documents.has(textOf(row, "00080060"))).map(row => {
    const uid = textOf(row, "0020000E");
    return {
      uid,
      modality: textOf(row, "00080060"),
      number: numberOf(row, "00200011") ?? 0,
      description: textOf(row, "0008103E"),
      count: numberOf(row, "00201209") ?? 0,
      thumbnailUrl: `${rootOf(place)}/series/${uid}/thumbnail`,
      place,
    };
  });
}

/** The pictures of a series in reading order, one for each frame. */
export async function fetchPictures(series: Series, signal: AbortSignal): Promise<Picture[]> {
  const root = `${rootOf(series.place)}/series/${series.uid}`;
  const rows = await getJson<DicomJson[]>(`${root}/metadata`, signal);
  return inOrder(rows).flatMap(row => {
    const sopUid = textOf(row, "00080018");
    const frames = numberOf(row, "00280008") ?? 1;
    if (numberOf(row, "00280010") === null) return [];
    return Array.from({ length: frames }, (_, at) => ({
      imageId: `wadors:${location.origin}${root}/instances/${sopUid}/frames/${at + 1}`,
      sopUid,
      frame: at + 1,
      metadata: row,
    }));
  });
}

/** The pictures among these that were marked, in the order they were marked: they are loaded ahead of the others. */
export function marked(
  pictures: readonly Picture[],
  marks: readonly { readonly sopInstanceUid: string; readonly frame: number }[],
): string[] {
  const idOf = new Map(pictures.map(picture => [`${picture.sopUid}/${picture.frame}`, picture.imageId]));
  return marks.flatMap(mark => idOf.get(`${mark.sopInstanceUid}/${mark.frame}`) ?? []);
}

/** Along the patient where every image says where it lies, by instance number otherwise. */
export function inOrder(rows: readonly DicomJson[]): DicomJson[] {
  const places = rows.map(placeAlongNormal);
  const byPlace = places.every(place => place !== null) && new Set(places).size === rows.length;
  return rows
    .map((row, at) => ({ row, key: byPlace ? (places[at] ?? 0) : (numberOf(row, "00200013") ?? at) }))
    .sort((left, right) => left.key - right.key)
    .map(({ row }) => row);
}

function placeAlongNormal(row: DicomJson): number | null {
  const position = (row["00200032"]?.Value ?? []).map(Number);
  const [rx, ry, rz, cx, cy, cz] = (row["00200037"]?.Value ?? []).map(Number);
  const [x, y, z] = position;
  if (x === undefined || y === undefined || z === undefined || cz === undefined) return null;
  if (rx === undefined || ry === undefined || rz === undefined || cx === undefined || cy === undefined) return null;
  return x * (ry * cz - rz * cy) + y * (rz * cx - rx * cz) + z * (rx * cy - ry * cx);
}

/** Whether lengths in millimetres are true on this picture. */
export function isCalibrated(row: DicomJson): boolean {
  const spacing = row["00280030"]?.Value ?? row["00181164"]?.Value;
  const inGroups = row["52009229"]?.Value !== undefined;
  return inGroups || (spacing?.length === 2 && spacing.every(each => Number(each) > 0));
}

const [usualMs, fastestMs, slowestMs] = [80, 20, 1_000];

/** Milliseconds a picture stays in view when the stack plays: as the device states it, else a usual pace. */
export function cineMs(row: DicomJson | undefined): number {
  if (row === undefined) return usualMs;
  const rate = numberOf(row, "00082144") ?? numberOf(row, "00180040");
  const stated = rate !== null && rate > 0 ? 1_000 / rate : numberOf(row, "00181063");
  return stated === null || stated <= 0 ? usualMs : Math.min(Math.max(stated, fastestMs), slowestMs);
}
