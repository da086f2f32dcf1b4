import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

let drafts = 0;

/** Writes beside the target and moves it there when it is whole: a file that is there is never half of one. */
export async function writeToFile(
  target: string,
  source: Readable | AsyncIterable<Uint8Array> | Uint8Array,
  signal?: AbortSignal,
): Promise<number> {
  await mkdir(path.dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}-${drafts++}.part`;
  const file = createWriteStream(draft);
  try {
    const chunks = source instanceof Uint8Array ? [source] : source;
    await (signal === undefined ? pipeline(chunks, file) : pipeline(chunks, file, { signal }));
    await rename(draft, target);
    return file.bytesWritten;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
