import { recognise, type RecognisedKind } from "./recognise";
import { zipOf } from "./zip";

/** A file as it was dropped or chosen, with its place when it came in a folder. */
export interface Picked {
  readonly file: File;
  /** Path of the folder it lay in, without the file's own name; null for a file that was taken by itself. */
  readonly folder: string | null;
}

/** What is sent as one: a single file, the images of an examination, or the files of one ECG record. */
export interface Parcel {
  readonly name: string;
  readonly kind: RecognisedKind;
  /** The files of it, in the order in which they are packed. */
  readonly files: readonly File[];
  /** Other files of the same folder that are no examination, such as a disc's viewer program. */
  readonly leftOut: number;
}

/** A packed examination stays below this, so that a zip needs no 64-bit directory; what is over goes in a second. */
const parcelBytes = 1_000_000_000;
/** Larger than any DICOM file of clinics, small enough that a folder of a thousand is looked through in a second. */
const lookedAtOnce = 16;

const isWaveform = /1\.2\.840\.10008\.5\.1\.4\.1\.1\.9\./;

interface Sorted extends Picked {
  readonly kind: RecognisedKind;
}

/**
 * Makes parcels of what was dropped: the images of a folder are one examination, a WFDB record's files belong
 * together, everything else goes by itself.
 */
export async function parcelsOf(picked: readonly Picked[]): Promise<readonly Parcel[]> {
  const sorted = await sort(picked);
  const images = sorted.filter(each => each.kind === "dicom");
  const records = sorted.filter(each => isHeader(each.file));
  const siblings = records.length > 0 ? sorted.filter(each => isOfRecord(each, records)) : [];
  const packed = new Set<Picked>([...siblings, ...(images.length > 1 ? images : [])]);
  const scans = sorted.filter(isScan);
  const pixels = scans.length > 0 ? sorted.filter(each => isPixelsOf(each, scans)) : [];
  const rest = sorted.filter(each => !packed.has(each) && !pixels.includes(each));
  // Beside an examination a folder holds viewers, read-me files and pictures of buttons.
  const junk = packed.size > 0 ? rest.filter(each => each.folder !== null && each.kind !== "ecg") : [];
  const single = rest.filter(each => !junk.includes(each));
  const parcels = [
    ...(images.length > 1 ? studyParcels(images, junk.length) : []),
    ...records.map(each => recordParcel(each, siblings)),
    ...single.map(each => ({
      name: each.file.name, kind: each.kind, files: [each.file],
      leftOut: isScan(each) ? pixels.filter(pixel => pixel.folder === each.folder).length : 0,
    })),
  ];
  return parcels;
}

/** The bytes that are sent for a parcel. The same files give the same bytes, so that a cut upload can go on. */
export async function contentOf(parcel: Parcel, onPacked: (bytes: number) => void): Promise<File> {
  const [only] = parcel.files;
  if (parcel.files.length === 1 && only !== undefined) return only;
  const isStudy = parcel.kind === "dicom";
  const entries = parcel.files.map((file, index) => ({
    file,
    // Names of images may carry the patient's; those of a record hold it together.
    name: isStudy ? `${String(index + 1).padStart(5, "0")}.dcm` : file.name,
  }));
  const lastModified = parcel.files.reduce((newest, file) => Math.max(newest, file.lastModified), 0);
  return new File([await zipOf(entries, onPacked)], `${parcel.name}.zip`, { lastModified });
}

async function sort(picked: readonly Picked[]): Promise<readonly Sorted[]> {
  const sorted: Sorted[] = [];
  const wanted = picked.filter(each => each.file.name.toUpperCase() !== "DICOMDIR");
  for (let from = 0; from < wanted.length; from += lookedAtOnce) {
    const some = wanted.slice(from, from + lookedAtOnce);
    sorted.push(...(await Promise.all(some.map(async each => ({ ...each, kind: await kindOfOne(each.file) })))));
  }
  return sorted.sort((one, other) => compare(placeOf(one), placeOf(other)));
}

/** A DICOM file that holds a trace is an ECG of its own, not an image of a study. */
async function kindOfOne(file: File): Promise<RecognisedKind> {
  const kind = await recognise(file);
  if (kind !== "dicom") return kind;
  return isWaveform.test(await file.slice(0, 1_024).text()) ? "ecg" : "dicom";
}

function studyParcels(images: readonly Sorted[], leftOut: number): Parcel[] {
  const groups: File[][] = [[]];
  let bytes = 0;
  for (const { file } of images) {
    if (bytes > 0 && bytes + file.size > parcelBytes) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(file);
    bytes += file.size;
  }
  const name = images[0]?.folder?.split("/")[0] ?? images[0]?.file.name ?? "images";
  return groups.map((files, index) => ({
    name: groups.length === 1 ? name : `${name} ${index + 1}`,
    kind: "dicom",
    files,
    leftOut: index === 0 ? leftOut : 0,
  }));
}

function recordParcel(header: Sorted, siblings: readonly Sorted[]): Parcel {
  const files = siblings.filter(each => isOfRecord(each, [header])).map(each => each.file);
  return { name: stemOf(header.file), kind: "ecg", files, leftOut: 0 };
}

/** The description of a 3DHISTECH slide, which is refused in the name of the files of pixels that lie beside it. */
const isScan = (each: Picked): boolean => /^slidedat\.ini$/i.test(each.file.name);
const isPixelsOf = (each: Picked, scans: readonly Picked[]): boolean =>
  /\.dat$/i.test(each.file.name) && scans.some(scan => scan.folder === each.folder);
const isHeader = (file: File): boolean => /\.hea$/i.test(file.name);
const stemOf = (file: File): string => file.name.replace(/\.[^.]*$/, "");
const placeOf = (each: Picked): string => `${each.folder ?? ""}/${each.file.name}`;
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function isOfRecord(each: Picked, headers: readonly Picked[]): boolean {
  return headers.some(header => header.folder === each.folder && each.file.name.startsWith(stemOf(header.file)));
}
