/** An upload that was cut off together with its page: the hub has its beginning, and only the file is missing here. */
export interface Unfinished {
  readonly key: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** Where the hub keeps what has arrived. */
  readonly address: string;
}

/**
 * Names an upload in one go for tus-js-client: the same file for another case, or a table with other columns, is
 * another upload.
 */
export const fingerprintOf = (consultationId: string, file: File, csv: string | null = null): string =>
  `tus:${consultationId}:${file.name}:${file.size}:${file.lastModified}${csv === null ? "" : `:${csv}`}`;

/** Names an upload in parts. */
export const partsKeyOf = (consultationId: string, file: File): string =>
  `upload:${consultationId}:${file.name}:${file.size}:${file.lastModified}`;

/** Uploads of a case that began on this device and have not ended. */
export function unfinishedOf(consultationId: string): readonly Unfinished[] {
  const found: Unfinished[] = [];
  for (const key of Object.keys(localStorage)) {
    const value = localStorage.getItem(key) ?? "";
    if (key.startsWith(`tus::tus:${consultationId}:`)) {
      const known = inOneGo(key, value);
      if (known !== null) found.push(known);
    } else if (key.startsWith(`upload:${consultationId}:`)) {
      const parts = /^(.*):(\d+):\d+$/.exec(key.slice(`upload:${consultationId}:`.length));
      if (parts)
        found.push({ key, name: parts[1] ?? "", sizeBytes: Number(parts[2]), address: `/api/uploads/${value}` });
    }
  }
  return found;
}

function inOneGo(key: string, value: string): Unfinished | null {
  try {
    const kept = JSON.parse(value) as { size?: number; metadata?: { fileName?: string }; uploadUrl?: string };
    const id = kept.uploadUrl?.split("/").pop();
    if (!id || kept.size === undefined) return null;
    return { key, name: kept.metadata?.fileName ?? "", sizeBytes: kept.size, address: `/api/uploads/${id}` };
  } catch {
    return null;
  }
}

/** Forgets an upload that ended for good, so that nobody is asked to go on with it. */
export function forgetUnfinished(consultationId: string, name: string, sizeBytes: number): void {
  for (const each of unfinishedOf(consultationId)) {
    if (each.name === name && each.sizeBytes === sizeBytes) localStorage.removeItem(each.key);
  }
}
