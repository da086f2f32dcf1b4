import type { NamedFile } from "./upload-queue.js";

/** More than this at once is a mistake, or wants the API. */
export const MAX_FILES = 50_000;

/** The files of a file dialog; of a folder with their path below it. */
export function namedFiles(list: FileList | readonly File[]): NamedFile[] {
  return [...list].map((file) => {
    const name = belowRoot(file.webkitRelativePath);
    return name === undefined ? { file, name: file.name } : { file, name, root: rootOf(file.webkitRelativePath) };
  });
}

/** `photos/day 1/a.jpg` → `day 1/a.jpg`: the name of the folder that was chosen says nothing. */
function belowRoot(path: string): string | undefined {
  const slash = path.indexOf("/");
  return slash < 0 || slash === path.length - 1 ? undefined : path.slice(slash + 1);
}

function rootOf(path: string): string {
  return path.slice(0, path.indexOf("/"));
}

/** Whether what is dragged over the page is files, and not a text or a link. */
export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes("Files") ?? false;
}

/**
 * The files that were dropped, those in folders too. Must be called while the event is handled: afterwards browsers empty
 * what was dropped. Folders are read after that, as many files at a time as the browser gives.
 */
export function droppedFiles(transfer: DataTransfer): Promise<NamedFile[]> {
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === "file" ? item.webkitGetAsEntry() : null;
    return entry === null ? [] : [entry];
  });
  if (entries.length === 0) return Promise.resolve(namedFiles(transfer.files));
  return readEntries(entries);
}

async function readEntries(roots: readonly FileSystemEntry[]): Promise<NamedFile[]> {
  const files: NamedFile[] = [];
  const isOneFolder = roots.length === 1 && roots[0]?.isDirectory === true;
  const queue = [...roots];
  for (let entry = queue.shift(); entry !== undefined && files.length < MAX_FILES; entry = queue.shift()) {
    if (entry.isDirectory) {
      queue.push(...(await readFolder(entry as FileSystemDirectoryEntry)));
    } else {
      const file = await readFile(entry as FileSystemFileEntry);
      const path = entry.fullPath.replace(/^\//, "");
      const name = isOneFolder ? belowRoot(path) : undefined;
      files.push(name === undefined ? { file, name: path } : { file, name, root: rootOf(path) });
    }
  }
  return files;
}

/** A browser gives a folder's entries in pieces, the last of which is empty. */
async function readFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (piece.length === 0) return entries;
    entries.push(...piece);
  }
}

/** A file that cannot be opened stands as an empty one under its name, so that it is told and not lost. */
function readFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(new File([], entry.name))));
}
