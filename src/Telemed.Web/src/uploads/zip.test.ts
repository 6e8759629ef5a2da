import { expect, test } from "vitest";
import { crc32Of, zipOf } from "./zip";

const bytesOf = async (entries: Parameters<typeof zipOf>[0]): Promise<Uint8Array> =>
  new Uint8Array(await (await zipOf(entries)).arrayBuffer());

test("the checksum of the check string is the published one", async () => {
  // The check value of CRC-32/ISO-HDLC in Greg Cook's catalogue of parametrised CRC algorithms.
  expect(await crc32Of(new Blob(["123456789"]))).toBe(0xcbf43926);
});

test("a stored file is written as Info-ZIP writes it", async () => {
  // zip -0 -X of a file "a" holding "123456789", dated 1980-01-01, but for the version and the name's flag.
  const zip = await bytesOf([{ name: "a", file: new Blob(["123456789"]) }]);
  const hex = [...zip].map(byte => byte.toString(16).padStart(2, "0")).join("");
  const shared = "1400" + "0008" + "0000" + "00002100" + "2639f4cb" + "09000000" + "09000000" + "0100" + "0000";
  expect(hex).toBe(
    "504b0304" + shared + "61" + "313233343536373839" +
      "504b0102" + "1400" + shared + "0000" + "0000" + "0000" + "00000000" + "00000000" + "61" +
      "504b0506" + "0000" + "0000" + "0100" + "0100" + "2f000000" + "28000000" + "0000",
  );
});

test("the same files give the same bytes, so that a cut upload can go on", async () => {
  const entries = [{ name: "心电.dat", file: new Blob(["x"]) }];
  expect(await bytesOf(entries)).toEqual(await bytesOf(entries));
});
