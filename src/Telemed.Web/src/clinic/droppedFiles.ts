/** A folder with more files than this is not one examination. */
const filesAtMost = 5_000;

/** All files of a drop; folders are opened, however deep, without recursion. */
export async function filesOf(transfer: DataTransfer): Promise<readonly File[]> {
  // The items are only there during the event: take the entries before the first wait.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.() ?? null);
  if (entries.every(entry => entry === null)) return [...transfer.files];
  const open = entries.filter(entry => entry !== null);
  const files: File[] = [];
  while (open.length > 0 && files.length < filesAtMost) {
    const entry = open.shift();
    if (entry === undefined) break;
    if (entry.isFile) files.push(await fileOf(entry as FileSystemFileEntry));
    else if (entry.isDirectory) open.push(...(await childrenOf(entry as FileSystemDirectoryEntry)));
  }
  return files;
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

async function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives at most a hundred entries at a time and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0 || all.length >= filesAtMost) return all;
    all.push(...some);
  }
}
