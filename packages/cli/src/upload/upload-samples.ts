import { BulkError, inParallel, type SampleCreateParams, type TesseraClient } from "@tessera/sdk";
import { isRefusal, reportOf } from "../errors.js";
import type { UploadJournal } from "./journal.js";
import type { PlannedSample } from "./plan-samples.js";
import type { FoundFile } from "./scan-folder.js";

export interface UploadOptions {
  readonly client: TesseraClient;
  readonly dataset: string;
  readonly samples: readonly PlannedSample[];
  /** What the server is told of a sample whose files are at these urls. */
  readonly describe: (sample: PlannedSample, urls: readonly string[]) => SampleCreateParams;
  readonly journal: UploadJournal;
  readonly parallel: number;
  readonly signal: AbortSignal;
  readonly onFile: () => void;
}

export interface FailedFile {
  readonly file: string;
  readonly reason: string;
}

export interface UploadResult {
  /** Samples that were added. */
  readonly added: number;
  /** Files whose upload was in the journal. */
  readonly resumedFiles: number;
  readonly failed: readonly FailedFile[];
}

/** So many samples are sent together; a break costs no upload, as the journal has them. */
const BATCH = 100;

/** A sample of which some files are still on their way. */
interface Draft {
  readonly sample: PlannedSample;
  readonly urls: (string | undefined)[];
  missing: number;
  hasFailed: boolean;
}

/**
 * Uploads the files of samples, several at a time, and adds the samples. One bad file fails alone and is listed; a refused key stops
 * everything, since each further file would fail alike.
 *
 * @throws what refused the caller, or the signal's reason.
 */
export async function uploadSamples(options: UploadOptions): Promise<UploadResult> {
  const { samples, parallel, signal, onFile } = options;
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const batches = new Batches(options, both);
  const failed: FailedFile[] = [];
  let resumedFiles = 0;
  const work = async ({ draft, place, file }: FileOfDraft): Promise<void> => {
    try {
      const known = options.journal.urlOf(file);
      if (known !== undefined) resumedFiles += 1;
      draft.urls[place] = known ?? (await upload(options, file, both));
    } catch (error) {
      if (signal.aborted) throw error;
      if (isRefusal(error)) stop.abort(error);
      stop.signal.throwIfAborted();
      failed.push({ file: file.name, reason: reportOf(error).error });
      draft.hasFailed = true;
    }
    draft.missing -= 1;
    onFile();
    if (draft.missing === 0 && !draft.hasFailed) await batches.add(draft);
  };
  try {
    await inParallel(filesOf(samples), (item) => work(item), { concurrency: parallel, signal: both });
    await batches.flush();
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error instanceof BulkError ? error.cause : error;
  }
  return { added: batches.added, resumedFiles, failed: [...failed, ...batches.failed] };
}

interface FileOfDraft {
  readonly draft: Draft;
  readonly place: number;
  readonly file: FoundFile;
}

function* filesOf(samples: readonly PlannedSample[]): Generator<FileOfDraft> {
  for (const sample of samples) {
    const draft: Draft = { sample, urls: [], missing: sample.files.length, hasFailed: false };
    for (const [place, file] of sample.files.entries()) yield { draft, place, file };
  }
}

async function upload({ client, journal }: UploadOptions, file: FoundFile, signal: AbortSignal): Promise<string> {
  const filename = file.name.slice(file.name.lastIndexOf("/") + 1);
  const { url } = await client.assets.upload({ path: file.path }, { filename, signal });
  await journal.add(file, url);
  return url;
}

/** Samples whose files are there, sent together. */
class Batches {
  added = 0;
  readonly failed: FailedFile[] = [];
  readonly #options: UploadOptions;
  readonly #signal: AbortSignal;
  #waiting: Draft[] = [];

  constructor(options: UploadOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  async add(draft: Draft): Promise<void> {
    this.#waiting.push(draft);
    if (this.#waiting.length >= BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    const { client, dataset, describe } = this.#options;
    const items = batch.map(({ sample, urls }) =>
      describe(
        sample,
        urls.map((url) => url ?? ""),
      ),
    );
    try {
      await client.samples.createMany(dataset, items, { signal: this.#signal });
      this.added += batch.length;
    } catch (error) {
      if (!(error instanceof BulkError)) throw error;
      for (const { index, error: reason } of error.failures) {
        if (isRefusal(reason)) throw reason;
        this.failed.push({ file: batch[index]?.sample.name ?? "", reason: reportOf(reason).error });
      }
      this.added += batch.length - error.failures.length;
    }
  }
}
