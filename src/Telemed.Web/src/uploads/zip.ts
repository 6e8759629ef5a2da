/** One file of a zip and its name there. */
export interface ZipEntry {
  readonly name: string;
  readonly file: Blob;
}

const localHeaderBytes = 30;
const centralHeaderBytes = 46;
const endBytes = 22;
/** "The name is UTF-8" (APPNOTE 4.4.4, bit 11). */
const nameIsUtf8 = 0x0800;
/** The first of January 1980, so that the same files always give the same bytes. */
const noDate = 0x0021;

/**
 * Puts files into one zip without compressing them: images are compressed already, and bytes that stay as they are let
 * the browser send them from disk. At most 65535 files and 4 GiB in all (APPNOTE 4.3, without zip64).
 * @param onRead Is told how many bytes have been read for their checksums.
 */
export async function zipOf(entries: readonly ZipEntry[], onRead: (bytes: number) => void = () => undefined): Promise<Blob> {
  const parts: BlobPart[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  let read = 0;
  for (const { name, file } of entries) {
    const label = new TextEncoder().encode(name);
    const checksum = await crc32Of(file, bytes => onRead((read += bytes)));
    const local = header(localHeaderBytes, 0x04034b50, 4, checksum, file.size, label);
    parts.push(local, file);
    const central = header(centralHeaderBytes, 0x02014b50, 6, checksum, file.size, label);
    new DataView(central.buffer).setUint16(4, 20, true); // made by version 2.0
    new DataView(central.buffer).setUint32(42, at, true);
    directory.push(central);
    at += local.length + file.size;
  }
  const directoryBytes = directory.reduce((sum, each) => sum + each.length, 0);
  const end = new DataView(new ArrayBuffer(endBytes));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, directoryBytes, true);
  end.setUint32(16, at, true);
  return new Blob([...parts, ...directory, end.buffer], { type: "application/zip" });
}

/** The fields that local and central headers share, from "version needed" on, which stands at a place of each. */
function header(
  lengthBytes: number,
  mark: number,
  from: number,
  checksum: number,
  sizeBytes: number,
  label: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lengthBytes + label.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, mark, true);
  view.setUint16(from, 20, true);
  view.setUint16(from + 2, nameIsUtf8, true);
  view.setUint16(from + 8, noDate, true);
  view.setUint32(from + 10, checksum, true);
  view.setUint32(from + 14, sizeBytes, true);
  view.setUint32(from + 18, sizeBytes, true);
  view.setUint16(from + 22, label.length, true);
  bytes.set(label, lengthBytes);
  return bytes;
}

const table = new Uint32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 as zip uses it (polynomial 0xEDB88320), read in pieces so that a large file is never whole in memory. */
export async function crc32Of(file: Blob, onRead: (bytes: number) => void = () => undefined): Promise<number> {
  let crc = 0xffffffff;
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return (crc ^ 0xffffffff) >>> 0;
    for (const byte of value) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
    onRead(value.length);
  }
}
