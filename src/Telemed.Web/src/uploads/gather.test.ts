import { expect, test } from "vitest";
import { contentOf, parcelsOf, type Picked } from "./gather";

const dicom = (name: string, sopClass = "1.2.840.10008.5.1.4.1.1.2") =>
  new File([new Uint8Array(128), "DICM", sopClass], name);
const inFolder = (folder: string, ...files: File[]): Picked[] => files.map(file => ({ file, folder }));

test("the images of a folder are one examination, and a disc's other files are left out", async () => {
  const parcels = await parcelsOf([
    ...inFolder("CT 2026/S1", dicom("IM2"), dicom("IM1")),
    ...inFolder("CT 2026", dicom("DICOMDIR"), new File(["MZ"], "viewer.exe"), new File(["%PDF-1.7"], "manual.pdf")),
  ]);
  expect(parcels.map(each => [each.name, each.kind, each.files.map(file => file.name), each.leftOut])).toEqual([
    ["CT 2026", "dicom", ["IM1", "IM2"], 2],
  ]);
  expect((await contentOf(parcels[0]!, () => undefined)).name).toBe("CT 2026.zip");
});

test("a DICOM ECG is no image of a study", async () => {
  const ecg = dicom("ecg.dcm", "1.2.840.10008.5.1.4.1.1.9.1.1");
  const parcels = await parcelsOf([ecg, dicom("one.dcm"), dicom("two.dcm")].map(file => ({ file, folder: null })));
  expect(parcels.map(each => [each.kind, each.files.length])).toEqual([
    ["dicom", 2],
    ["ecg", 1],
  ]);
});

test("the files of a WFDB record stay together under their own names", async () => {
  const parcels = await parcelsOf(
    inFolder("records", new File(["00001 2 500 5000"], "00001_hr.hea"), new File(["\x01\x02"], "00001_hr.dat")),
  );
  expect(parcels).toHaveLength(1);
  expect([parcels[0]?.kind, parcels[0]?.name, parcels[0]?.files.map(file => file.name)]).toEqual([
    "ecg",
    "00001_hr",
    ["00001_hr.dat", "00001_hr.hea"],
  ]);
});

test("files taken one by one go one by one, whatever they are", async () => {
  const files = [new File(["%PDF-1.4"], "a.pdf"), new File(["hello"], "b.txt"), dicom("c.dcm")];
  const parcels = await parcelsOf(files.map(file => ({ file, folder: null })));
  expect(parcels.map(each => each.name)).toEqual(["a.pdf", "b.txt", "c.dcm"]);
});

test("the files of pixels of a folder that nobody reads are not sent one by one", async () => {
  const parcels = await parcelsOf(
    inFolder("case7", new File(["[GENERAL]"], "Slidedat.ini"), new File(["x"], "Data0000.dat"), new File(["x"], "Index.dat")),
  );
  expect(parcels.map(each => [each.name, each.leftOut])).toEqual([["Slidedat.ini", 2]]);
});
