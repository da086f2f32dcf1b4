import type { TaskType } from "@tessera/schema";
import { AuthenticationError } from "@tessera/sdk";
import { api } from "../../../api/client.js";
import { sentenceOf } from "../../../api/errors.js";
import { refreshSamples } from "../../../api/samples.js";
import { sessionExpiry } from "../../../api/session-expiry.js";
import { type FileKind, fileKindOf, findFileFault, pcdTypeOf } from "./file-check.js";
import {
  type AddResult,
  type NamedFile,
  type NewSequence,
  type ReadySample,
  type StoreOptions,
  UploadQueue,
} from "./upload-queue.js";
import { uploads } from "./uploads.js";

const REFRESH_MS = 3_000;

interface UploadTarget {
  readonly full_name: string;
  readonly task_type: TaskType;
}

/** Takes files up for a dataset: into its running upload, or into a new one. */
export function startUpload(dataset: UploadTarget, files: readonly NamedFile[]): void {
  if (files.length > 0) queueOf(dataset)?.enqueue(files);
}

/** The same of sequences, each a sample of several files. */
export function startSequences(dataset: UploadTarget, sequences: readonly NewSequence[]): void {
  if (sequences.length > 0) queueOf(dataset)?.enqueueSequences(sequences);
}

function queueOf(dataset: UploadTarget): UploadQueue | undefined {
  const kind = fileKindOf(dataset.task_type);
  if (kind === undefined) return undefined;
  const running = uploads.get(dataset.full_name);
  if (running !== undefined) return running;
  const queue = makeQueue(dataset.full_name, kind);
  uploads.set(dataset.full_name, queue);
  return queue;
}

function makeQueue(dataset: string, kind: FileKind): UploadQueue {
  const queue = new UploadQueue({
    check: ({ file, name }) => findFileFault(file, name, kind),
    store: (item, options) => storeFile(item, kind, options),
    add: (samples, signal) => addSamples(dataset, samples, signal),
    describe: sentenceOf,
    isSignedOut: (error) => {
      const isIt = error instanceof AuthenticationError;
      if (isIt) sessionExpiry.set(true);
      return isIt;
    },
    now: () => Date.now(),
  });
  sessionExpiry.subscribe(() => {
    if (!sessionExpiry.get()) queue.resume();
  });
  refreshWhileRunning(dataset, queue);
  return queue;
}

/** The page shows new samples as they come, but asks for them no more than every few seconds. */
function refreshWhileRunning(dataset: string, queue: UploadQueue): void {
  let refreshedAtMs = 0;
  let added = 0;
  queue.subscribe(() => {
    const snapshot = queue.getSnapshot();
    const isDue = snapshot.state === "finished" || Date.now() - refreshedAtMs > REFRESH_MS;
    if (snapshot.added === added || !isDue) return;
    added = snapshot.added;
    refreshedAtMs = Date.now();
    void refreshSamples(dataset);
  });
}

async function storeFile(
  { file, name }: NamedFile,
  kind: FileKind,
  { signal, onSent }: StoreOptions,
): Promise<ReadySample> {
  if (kind === "text") return { name, attributes: { text: await file.text() } };
  const filename = name.split("/").at(-1) ?? name;
  const { url } = await api.assets.upload(file, { filename, signal, onProgress: ({ done }) => onSent(done) });
  if (kind === "image" || kind === "image-sequence") return { name, attributes: { image: { url } } };
  return { name, attributes: { pcd: { url, type: pcdTypeOf(name) ?? "pcd" } } };
}

/** A name that exists comes back with the sample that has it: what it holds tells whether it is ours. */
async function addSamples(dataset: string, samples: readonly ReadySample[], signal: AbortSignal): Promise<AddResult[]> {
  const created = await api.samples.createMany(dataset, samples as Parameters<typeof api.samples.createMany>[1], {
    signal,
  });
  return samples.map(({ attributes }, at) =>
    textOf(created[at]?.attributes) === textOf(attributes) ? "added" : "exists",
  );
}

/** Answers are read into numbers: the last digits of 19 are not compared. */
function textOf(attributes: unknown): string | undefined {
  return JSON.stringify(attributes, (_, value) => (typeof value === "bigint" ? Number(value) : value));
}
