/** Decodes images that the server sends, one after the other, in a process that may die: see thumbnailer.ts. */

import { eraseIds } from "./erase-ids.js";
import { makeThumbnail, ThumbnailRefusedError } from "./make-thumbnail.js";
import { type DecodeAnswer, type DecodeRequest, OUT_OF_MEMORY_EXIT } from "./thumbnailer.js";

const maxRssBytes = Number(process.argv[2]);
const WATCH_INTERVAL_MS = 20;

// A stop of the server is the server's to pass on: the end of its channel is the end of this process.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("disconnect", () => process.exit(0));

// Decoders work on threads of their own, so that this one sees what they take.
setInterval(() => {
  if (process.memoryUsage.rss() > maxRssBytes) process.exit(OUT_OF_MEMORY_EXIT);
}, WATCH_INTERVAL_MS);

process.on("message", ({ length, erasedIds }: DecodeRequest) => {
  void readExactly(length)
    .then((image) => answerOf(image, erasedIds))
    .then((answer) => process.send?.(answer));
});

async function readExactly(length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const chunk: Buffer | null = process.stdin.read();
    if (chunk === null) await new Promise((resolve) => process.stdin.once("readable", resolve));
    else filled += chunk.copy(bytes, filled);
  }
  return bytes;
}

async function answerOf(image: Buffer, erasedIds: readonly number[] | undefined): Promise<DecodeAnswer> {
  try {
    if (erasedIds !== undefined) return { bitmap: await eraseIds(image, erasedIds) };
    return { thumbnail: await makeThumbnail(image) };
  } catch (error) {
    if (error instanceof ThumbnailRefusedError) return { refused: error.message };
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
