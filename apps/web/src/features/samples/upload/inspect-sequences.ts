import { readImageSize, sequenceFolders } from "@tessera/exchange";
import { inParallel } from "@tessera/sdk";
import { findFileFault, isLitter } from "./file-check.js";
import type { NamedFile, NewSequence } from "./upload-queue.js";
import type { VideoFacts } from "./video-frames.js";

/** A sequence as it was found, before anything is uploaded. */
export interface FoundSequence {
  readonly name: string;
  readonly frames: readonly FoundFrame[];
  /** Sizes of its frames as they are shown, such as “640 × 480”, the most frequent first. */
  readonly sizes: readonly string[];
  readonly hasTimestamps: boolean;
}

export interface FoundFrame {
  readonly file: File;
  readonly name: string;
  readonly timestamp?: number | bigint;
  /** What is wrong with the picture, in words. */
  readonly fault: string | null;
}

export interface FoundSequences {
  readonly sequences: readonly FoundSequence[];
  readonly videos: readonly FoundVideo[];
  /** Files that are no images and no videos by their names. */
  readonly otherFiles: readonly string[];
}

/** A video, whose frames are taken out of it when it is added. */
export interface FoundVideo {
  readonly name: string;
  readonly file: File;
  /** Or in words why it cannot be added. */
  readonly facts: VideoFacts | string;
}

/** What becomes of frames whose pictures are damaged. */
export type FaultRule = "leave-out" | "keep-place";

const VIDEO_NAME = /\.(?:mp4|m4v|mov|webm|mkv)$/i;
const IMAGE_NAME = /\.(?:jpe?g|png|webp|gif|bmp)$/i;
/** Headers of images end before this, those of photographs with thumbnails too. */
const HEADER_BYTES = 256 * 1024;
const CONCURRENCY = 8;

interface Inspecting {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Groups files into sequences, a folder each, and looks at every picture. */
export async function inspectSequences(
  files: readonly NamedFile[],
  { signal, onProgress }: Inspecting,
): Promise<FoundSequences> {
  const wanted = files.filter(({ name }) => !isLitter(name));
  const images = wanted.filter(({ name }) => IMAGE_NAME.test(name));
  const looks = await inParallel(images, ({ file, name }) => look(file, name), {
    concurrency: CONCURRENCY,
    signal,
    onProgress: ({ done }) => onProgress(done, images.length),
  });
  const lookOf = new Map(images.map(({ file }, at) => [file, looks[at]]));
  const sequences = sequenceFolders(images, rootNameOf(images)).map(({ name, frames }) => ({
    name,
    frames: frames.map(({ file: { file }, name: frame, timestamp }) => ({
      file,
      name: frame,
      fault: lookOf.get(file)?.fault ?? null,
      ...(timestamp !== undefined && { timestamp }),
    })),
    sizes: byFrequency(frames.flatMap(({ file: { file } }) => lookOf.get(file)?.size ?? [])),
    hasTimestamps: frames[0]?.timestamp !== undefined,
  }));
  const videos = await inspectVideos(
    wanted.filter(({ name }) => VIDEO_NAME.test(name)),
    signal,
  );
  const others = wanted.filter(({ name }) => !IMAGE_NAME.test(name) && !VIDEO_NAME.test(name));
  return { sequences, videos, otherFiles: others.map(({ name }) => name) };
}

/** The code that reads videos is large, and few need it. */
async function inspectVideos(files: readonly NamedFile[], signal: AbortSignal): Promise<FoundVideo[]> {
  if (files.length === 0) return [];
  const { inspectVideo } = await import("./video-frames.js");
  return inParallel(
    files,
    async ({ file, name }) => ({ name: name.replace(VIDEO_NAME, ""), file, facts: await inspectVideo(file) }),
    { concurrency: 2, signal },
  );
}

interface Look {
  readonly fault: string | null;
  readonly size: string | undefined;
}

async function look(file: File, name: string): Promise<Look> {
  const fault = await findFileFault(file, name, "image");
  if (fault !== null) return { fault, size: undefined };
  const size = readImageSize(new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()));
  return { fault, size: size && `${size.widthPx} × ${size.heightPx}` };
}

function byFrequency(sizes: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([size]) => size);
}

/** The folder that was chosen; of files without one what their names begin with. */
function rootNameOf(files: readonly NamedFile[]): string {
  const root = files.find(({ root: folder }) => folder !== undefined)?.root;
  if (root !== undefined) return root;
  const [first = "", ...others] = files.map(({ name }) => name);
  let end = first.length;
  for (const name of others) {
    while (!name.startsWith(first.slice(0, end))) end -= 1;
  }
  const start = first.slice(0, end).replace(/\.[^.]*$/, "");
  return start.replace(/[\d\s._-]+$/, "") || "sequence";
}

/** What is uploaded of a sequence. */
export function sequenceToAdd({ name, frames }: FoundSequence, rule: FaultRule): NewSequence {
  return {
    name,
    frames: frames
      .filter(({ fault }) => fault === null || rule === "keep-place")
      .map(({ file, name: frame, timestamp, fault }) => ({
        name: frame,
        ...(fault === null && { file }),
        ...(timestamp !== undefined && { timestamp }),
      })),
  };
}
