import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream, type WriteStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import type { ReleaseReader, ReleaseSample } from "@tessera/exchange";
import { fromJson, toJson } from "@tessera/sdk";

/**
 * Deals the samples of a release out to files by a hash of what identifies them, so that the samples of two releases that belong
 * together lie in files of the same number. One such file is held in memory at a time, never the release.
 */
export async function partition(
  release: ReleaseReader,
  to: { readonly directory: string; readonly prefix: string; readonly count: number; readonly signal: AbortSignal },
): Promise<string[]> {
  const files = Array.from({ length: to.count }, (_, part) => path.join(to.directory, `${to.prefix}-${part}`));
  const streams = files.map((file) => createWriteStream(file));
  try {
    for await (const { sample } of release) {
      to.signal.throwIfAborted();
      const stream = streams[partOf(identityOf(sample), to.count)];
      if (stream !== undefined) await write(stream, `${oneLine(toJson(sample))}\n`);
    }
  } finally {
    for (const stream of streams) stream.end();
    await Promise.all(streams.map((stream) => finished(stream)));
  }
  return files;
}

/** The samples of one file, in the order in which they came. */
export async function* readPart(file: string): AsyncGenerator<ReleaseSample> {
  const lines = createInterface({
    input: createReadStream(file, { highWaterMark: 1 << 20 }),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) yield fromJson(line) as ReleaseSample;
}

/** A sample is the same one in two releases by its UUID; in files from elsewhere, by its name. */
export function identityOf({ uuid, name }: ReleaseSample): string {
  return uuid ?? `name:${name}`;
}

function partOf(identity: string, count: number): number {
  return count === 1 ? 0 : createHash("md5").update(identity).digest().readUInt32LE(0) % count;
}

/** readline ends lines at two characters that JSON leaves as they are. */
function oneLine(json: string): string {
  return json.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

async function write(stream: WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, "drain");
}
