import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { checkFileName, type ExportSink } from "../sinks/export-sink.js";
import { openScratchFile, textWriter } from "./text-file.js";

/**
 * Writes an export into a directory, which it makes when it is missing. Files that stand there already are overwritten.
 *
 * @example await exportRelease(release, { format: "yolo", sink: directorySink("out"), assets: fetchAssets() });
 */
export function directorySink(directory: string): ExportSink {
  const made = new Set<string>();
  const resolve = async (name: string): Promise<string> => {
    checkFileName(name);
    const file = path.join(directory, name);
    const parent = path.dirname(file);
    if (!made.has(parent)) {
      await mkdir(parent, { recursive: true });
      made.add(parent);
    }
    return file;
  };
  return {
    async writeFile(name, bytes) {
      await writeFile(await resolve(name), bytes);
    },
    async openText(name) {
      return textWriter(await resolve(name));
    },
    openScratch: openScratchFile,
  };
}
