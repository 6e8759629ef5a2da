import type { Picked } from "../uploads/gather";

/** A folder with more files than this is not one examination. */
const filesAtMost = 5_000;

/** All files of a drop; folders are opened, however deep, without recursion. */
export async function filesOf(transfer: DataTransfer): Promise<readonly Picked[]> {
  // The items are only there during the event: take the entries before the first wait.
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.() ?? null);
  if (entries.every(entry => entry === null)) return chosenFiles([...transfer.files]);
  const open = entries.filter(entry => entry !== null).map(entry => ({ entry, folder: null as string | null }));
  const files: Picked[] = [];
  while (open.length > 0 && files.length < filesAtMost) {
    const next = open.shift();
    if (next === undefined) break;
    const { entry, folder } = next;
    if (entry.isFile) files.push({ file: await fileOf(entry as FileSystemFileEntry), folder });
    else if (entry.isDirectory) {
      const path = folder === null ? entry.name : `${folder}/${entry.name}`;
      const children = await childrenOf(entry as FileSystemDirectoryEntry);
      open.push(...children.map(child => ({ entry: child, folder: path })));
    }
  }
  return files;
}

/** Files of a dialog; those of a chosen folder carry their path. */
export const chosenFiles = (files: readonly File[]): readonly Picked[] =>
  files.slice(0, filesAtMost).map(file => ({ file, folder: folderOf(file.webkitRelativePath) }));

const folderOf = (path: string): string | null => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : null);

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
