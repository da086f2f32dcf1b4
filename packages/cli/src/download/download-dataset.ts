import { access } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { isJsonObject } from "@tessera/json";
import { BulkError, inParallel, toJson } from "@tessera/sdk";
import { reportOf } from "../errors.js";
import { UniquePaths } from "../files/safe-path.js";
import { writeToFile } from "../files/write-to-file.js";
import { fileName, filesOf } from "./sample-files.js";

/** A sample with its label, of a dataset or of a release. */
export interface DownloadedSample {
  readonly uuid?: string | undefined;
  readonly name: string;
  readonly attributes?: unknown;
  readonly label?: unknown;
}

export interface DownloadOptions {
  readonly directory: string;
  readonly parallel: number;
  readonly signal: AbortSignal;
  readonly what: { readonly images: boolean; readonly labels: boolean };
  /** Urls that everybody can load, for those of a private bucket. */
  readonly signedUrl: (sample: DownloadedSample, url: string) => Promise<string | undefined>;
  readonly onFile: () => void;
}

export interface DownloadResult {
  readonly samples: number;
  readonly files: number;
  readonly bytes: number;
  /** Files that were there already. */
  readonly kept: number;
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
}

/** One file to be written. */
interface Job {
  readonly target: string;
  readonly open: (signal: AbortSignal) => Promise<Readable | Uint8Array>;
  /** Labels change; an image under its name does not. */
  readonly replaces: boolean;
}

/**
 * Writes the files of samples to `images/` (or clouds), their labels to `labels/` as JSON and as the PNG of their masks. A file that
 * is there is kept, so that a download that broke off goes on.
 */
export async function downloadDataset(
  samples: AsyncIterable<DownloadedSample>,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const { parallel, signal } = options;
  const failed: { file: string; reason: string }[] = [];
  const totals = { samples: 0, files: 0, bytes: 0, kept: 0 };
  const paths = new UniquePaths();
  async function* jobs(): AsyncGenerator<Job> {
    for await (const sample of samples) {
      totals.samples += 1;
      yield* jobsOf(sample, options, paths);
    }
  }
  const work = async ({ target, open, replaces }: Job, context: { readonly signal: AbortSignal }): Promise<void> => {
    const file = path.join(options.directory, target);
    try {
      if (!replaces && (await exists(file))) {
        totals.kept += 1;
      } else {
        const bytes = await writeToFile(file, await open(context.signal), context.signal);
        // Added after the wait: others add to it meanwhile.
        totals.bytes += bytes;
        totals.files += 1;
      }
    } catch (error) {
      if (signal.aborted || (error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
      failed.push({ file: target, reason: reportOf(error).error });
    }
    options.onFile();
  };
  try {
    await inParallel(jobs(), work, { concurrency: parallel, signal });
  } catch (error) {
    throw error instanceof BulkError ? error.cause : error;
  }
  return { ...totals, failed };
}

function* jobsOf(sample: DownloadedSample, options: DownloadOptions, paths: UniquePaths): Generator<Job> {
  const { images, labels } = options.what;
  if (images) {
    for (const file of filesOf(sample.attributes)) {
      const target = paths.take(`images/${fileName(sample.name, file)}`);
      yield { target, replaces: false, open: (signal) => load(file.url, sample, options, signal) };
    }
    const text = isJsonObject(sample.attributes) ? sample.attributes.text : undefined;
    if (typeof text === "string") {
      yield { target: paths.take(`images/${sample.name}.txt`), replaces: true, open: async () => Buffer.from(text) };
    }
  }
  if (!labels || !isJsonObject(sample.label)) return;
  const { label } = sample;
  yield {
    target: paths.take(`labels/${sample.name}.json`),
    replaces: true,
    open: async () => Buffer.from(`${toJson(label)}\n`),
  };
  for (const { url, suffix } of bitmapsOf(label.attributes)) {
    const target = paths.take(`labels/${sample.name}${suffix}.png`);
    // A mask has a new url when it changes, but the file its old name.
    yield { target, replaces: true, open: (signal) => load(url, sample, options, signal) };
  }
}

function bitmapsOf(attributes: unknown): { readonly url: string; readonly suffix: string }[] {
  if (!isJsonObject(attributes)) return [];
  const own = isJsonObject(attributes.segmentation_bitmap) ? attributes.segmentation_bitmap.url : undefined;
  const frames = Array.isArray(attributes.frames) ? attributes.frames : [];
  const sensors = Array.isArray(attributes.sensors) ? attributes.sensors : [];
  return [
    ...(typeof own === "string" && own !== "" ? [{ url: own, suffix: "" }] : []),
    ...frames.flatMap((frame, index) =>
      bitmapsOf(frame).map(({ url }) => ({ url, suffix: `/${String(index + 1).padStart(6, "0")}` })),
    ),
    ...sensors.flatMap((sensor: unknown) =>
      isJsonObject(sensor)
        ? bitmapsOf(sensor.attributes).map(({ url, suffix }) => ({ url, suffix: `/${String(sensor.name)}${suffix}` }))
        : [],
    ),
  ];
}

async function load(
  url: string,
  sample: DownloadedSample,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<Readable> {
  const address = /^https?:/i.test(url) ? url : await options.signedUrl(sample, url);
  if (address === undefined) throw new Error(`${url} cannot be loaded from here`);
  let response = await get(address, signal);
  if (response.status === 403 && address === url) {
    const signed = await options.signedUrl(sample, url);
    if (signed !== undefined) response = await get(signed, signal);
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`${url} was answered with ${response.status}`);
  }
  return Readable.fromWeb(response.body);
}

async function get(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal });
  } catch (error) {
    signal.throwIfAborted();
    const { cause } = error as { cause?: { code?: string; message?: string } };
    throw new Error(`${url} cannot be loaded (${cause?.code ?? cause?.message ?? String(error)})`);
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
