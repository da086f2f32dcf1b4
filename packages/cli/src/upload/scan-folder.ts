import { opendir, stat } from "node:fs/promises";
import path from "node:path";
import { compareNaturally } from "@tessera/exchange";

export interface FoundFile {
  /** From the folder, with forward slashes: the sample's name. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** What stands in a folder and is not uploaded. */
export interface PassedOver {
  /** Files of another kind, such as text beside images. */
  otherFiles: number;
  /** Links are not followed: they may lead out of the folder, or in circles. */
  links: number;
}

export interface Scan {
  readonly files: readonly FoundFile[];
  readonly passedOver: Readonly<PassedOver>;
}

/** The files of a folder and its folders that `isWanted`, in the natural order of their names. Hidden files are passed over. */
export async function scanFolder(
  directory: string,
  isWanted: (name: string) => boolean,
  signal?: AbortSignal,
): Promise<Scan> {
  const files: FoundFile[] = [];
  const passedOver: PassedOver = { otherFiles: 0, links: 0 };
  const walk = async (relative: string): Promise<void> => {
    signal?.throwIfAborted();
    for await (const entry of await opendir(path.join(directory, relative))) {
      if (entry.name.startsWith(".")) continue;
      const name = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) await walk(name);
      else if (entry.isSymbolicLink()) passedOver.links += 1;
      else if (!entry.isFile() || !isWanted(entry.name)) passedOver.otherFiles += 1;
      else {
        const file = path.join(directory, name);
        const { size, mtimeMs } = await stat(file);
        files.push({ name, path: file, sizeBytes: size, modifiedMs: Math.round(mtimeMs) });
      }
    }
  };
  await walk("");
  files.sort((a, b) => compareNaturally(a.name, b.name));
  return { files, passedOver };
}
