import { createAssetKey } from "../assets/asset-store.js";
import { FetchRefusedError } from "../http-client/guarded-fetch.js";
import { bucketRightsOf, type MayReadObject } from "../modules/buckets/service.js";
import { loadImage } from "../modules/thumbnails/load-image.js";
import { type Thumbnail, ThumbnailRefusedError } from "../modules/thumbnails/make-thumbnail.js";
import {
  type ImageSample,
  listSamplesWithout,
  saveThumbnails,
  type ThumbnailResult,
} from "../modules/thumbnails/repository.js";
import { oneAtATime } from "../one-at-a-time.js";
import type { JobContext } from "./context.js";
import { enqueue, type JobPayloads } from "./enqueue.js";

const BATCH = 24;
/** Images on their way at once. They are decoded one at a time. */
const CONCURRENCY = 3;
/** Up to here images are held as they come; larger ones one at a time, so that a few cannot fill the memory. */
const SMALL_IMAGE_BYTES = 8 * 1024 * 1024;
const MAX_IMAGE_BYTES = 100 * 1024 * 1024;
const oneLargeImage = oneAtATime();
/** Then the rest goes to the end of the queue, behind the thumbnails of other datasets. */
const TURN_MS = 10_000;
/** After so many times without an answer a host is left alone for the rest of the turn. */
const MAX_UNREACHABLE = 3;
/** Pauses before images are tried again that could not be fetched. */
const RETRY_SECONDS = [60, 900, 4 * 3600];

/** Makes the thumbnails of a range of samples. What cannot have one says why, and is no fault of the job. */
export async function makeThumbnails(
  context: JobContext,
  { datasetId, fromId, toId, attempt }: JobPayloads["make-thumbnails"],
): Promise<void> {
  const { db } = context.database;
  const endOfTurn = Date.now() + TURN_MS;
  const work = { context, hosts: new Hosts(), mayRead: bucketRightsOf(db, datasetId) };
  let [afterId, isRetryDue, isDone] = [fromId - 1, false, false];
  while (!isDone && Date.now() < endOfTurn) {
    const batch = await listSamplesWithout(db, { datasetId, afterId, toId, isRetry: attempt > 1 }, BATCH);
    const { results, failures } = await inParallel(batch, (sample) => resultOf(work, sample));
    // Also where one failed for a reason of ours: the files of the others are written.
    await save(context, results);
    if (failures.length > 0) throw failures[0];
    isRetryDue ||= results.some((result) => result.isPassing);
    afterId = batch.at(-1)?.id ?? afterId;
    isDone = batch.length < BATCH;
  }
  if (!isDone) await enqueue(db, "make-thumbnails", { datasetId, fromId: afterId + 1, toId, attempt });
  const pause = RETRY_SECONDS[attempt - 1];
  if (isRetryDue && pause !== undefined) {
    const payload = { datasetId, fromId, toId: isDone ? toId : afterId, attempt: attempt + 1 };
    await enqueue(db, "make-thumbnails", payload, { afterSeconds: pause });
  }
}

interface Work {
  readonly context: JobContext;
  readonly hosts: Hosts;
  readonly mayRead: MayReadObject;
}

async function resultOf(
  { context, hosts, mayRead }: Work,
  { id: sampleId, url }: ImageSample,
): Promise<ThumbnailResult> {
  const { assets, log } = context;
  const known = hosts.find(url);
  if (known !== undefined) return { sampleId, url, error: known, isPassing: true };
  try {
    const { bytes, ...size } = await thumbnailOf(context, mayRead, url);
    const key = createAssetKey("thumbnail.webp");
    await assets.write(key, "image/webp", bytes);
    return { sampleId, url, key, ...size };
  } catch (error) {
    const isPassing = error instanceof FetchRefusedError && error.isPassing;
    if (error instanceof FetchRefusedError && error.isUnreachable) hosts.note(url, error.message);
    if (!(error instanceof FetchRefusedError || error instanceof ThumbnailRefusedError)) throw error;
    log.debug({ err: error, sample_id: sampleId }, "no thumbnail");
    return { sampleId, url, error: error.message, isPassing };
  }
}

async function thumbnailOf(context: JobContext, mayRead: MayReadObject, url: string): Promise<Thumbnail> {
  const { database, assets, guardedFetch: fetch, thumbnailer } = context;
  const make = async (maxBytes: number) =>
    thumbnailer.make(await loadImage({ db: database.db, assets, fetch, mayRead }, url, maxBytes));
  try {
    return await make(SMALL_IMAGE_BYTES);
  } catch (error) {
    if (!(error instanceof FetchRefusedError && error.isTooLarge)) throw error;
    return oneLargeImage(() => make(MAX_IMAGE_BYTES));
  }
}

/** Hosts that do not answer: a hundred thousand samples of one must not wait for it a hundred thousand times. */
class Hosts {
  readonly #failures = new Map<string, number>();
  readonly #reasons = new Map<string, string>();

  note(url: string, reason: string): void {
    const { host } = new URL(url);
    const failures = (this.#failures.get(host) ?? 0) + 1;
    this.#failures.set(host, failures);
    if (failures >= MAX_UNREACHABLE) this.#reasons.set(host, reason);
  }

  /** Why nothing can be had from this url's host now; undefined where it may be tried. */
  find(url: string): string | undefined {
    return URL.canParse(url) ? this.#reasons.get(new URL(url).host) : undefined;
  }
}

async function save(context: JobContext, results: readonly ThumbnailResult[]): Promise<void> {
  const kept = await saveThumbnails(context.database.db, results);
  // The sample went, or got another image, while this one was made.
  for (const { sampleId, key } of results) {
    if (key !== undefined && !kept.has(sampleId)) await context.assets.delete(key);
  }
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>) {
  const queue = items.values();
  const results: R[] = [];
  const run = async () => {
    for (const item of queue) results.push(await work(item));
  };
  const runs = await Promise.allSettled(Array.from({ length: CONCURRENCY }, run));
  return { results, failures: runs.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : [])) };
}
