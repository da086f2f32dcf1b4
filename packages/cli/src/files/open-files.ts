import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { usageError } from "../errors.js";
import { scanFolder } from "../upload/scan-folder.js";
import { openZip } from "./open-zip.js";
import type { FileSet, SourceFile } from "./source-file.js";

/** The files of folders, zip files and single files, as one set. */
export async function openFiles(paths: readonly string[], cwd: string, signal: AbortSignal): Promise<FileSet> {
  const sets: FileSet[] = [];
  try {
    for (const one of paths) sets.push(await openOne(one, path.resolve(cwd, one), signal));
  } catch (error) {
    await Promise.all(sets.map((set) => set.close()));
    throw error;
  }
  return {
    files: sets.flatMap(({ files }) => files),
    passedOver: sets.flatMap(({ passedOver }) => passedOver),
    close: async () => {
      await Promise.all(sets.map((set) => set.close()));
    },
  };
}

async function openOne(shown: string, file: string, signal: AbortSignal): Promise<FileSet> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) throw usageError(`There is no file or folder ${shown}.`);
  if (found.isDirectory()) return openFolder(await realpath(file), signal);
  if (/\.zip$/i.test(file)) return openZip(file, shown);
  const only = onDisk(path.basename(file), file, { sizeBytes: found.size, modifiedMs: Math.round(found.mtimeMs) });
  return { files: [only], passedOver: [], close: async () => undefined };
}

async function openFolder(directory: string, signal: AbortSignal): Promise<FileSet> {
  const { files, passedOver } = await scanFolder(directory, () => true, signal);
  const links =
    passedOver.links === 0 ? [] : [{ place: directory, reason: `links are not followed: ${passedOver.links}` }];
  return {
    files: files.map((found) => onDisk(found.name, found.path, found)),
    passedOver: links,
    close: async () => undefined,
  };
}

function onDisk(
  name: string,
  file: string,
  { sizeBytes, modifiedMs }: { readonly sizeBytes: number; readonly modifiedMs: number },
): SourceFile {
  return {
    ...{ name, sizeBytes, modifiedMs, path: file },
    open: async () => createReadStream(file),
  };
}
