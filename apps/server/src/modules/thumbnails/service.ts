import { sampleTypeOf, type TaskType } from "@tessera/schema";
import type { Tx } from "../../database/database.js";
import { type EnqueueOptions, enqueue } from "../../jobs/enqueue.js";
import * as repository from "./repository.js";

/** Whether samples of this task type are shown by an image. */
export function hasThumbnails(taskType: TaskType): boolean {
  const type = sampleTypeOf(taskType);
  return type === "image" || type === "image-sequence";
}

/** Samples that were added one after the other: one job for all of them. */
export interface AddedSamples {
  readonly datasetId: number;
  readonly fromId: number;
  readonly toId: number;
}

/** After one call that adds many samples more calls follow: they come first. */
const BULK_SAMPLES = 100;
const BULK_DELAY_SECONDS = 10;

/** Has thumbnails made of samples that this transaction adds. */
export async function requestThumbnails(
  tx: Tx,
  taskType: TaskType,
  samples: AddedSamples,
  options: Pick<EnqueueOptions, "isOutOfQueue"> = {},
): Promise<void> {
  if (!hasThumbnails(taskType)) return;
  const isBulk = samples.toId - samples.fromId >= BULK_SAMPLES;
  const afterSeconds = isBulk ? BULK_DELAY_SECONDS : 0;
  await enqueue(tx, "make-thumbnails", { ...samples, attempt: 1 }, { ...options, afterSeconds });
}

/** Has another thumbnail made of a sample whose image this transaction changes. */
export async function renewThumbnail(
  tx: Tx,
  taskType: TaskType,
  sample: { readonly datasetId: number; readonly id: number },
): Promise<void> {
  if (!hasThumbnails(taskType)) return;
  await freeThumbnails(tx, [sample.id]);
  await requestThumbnails(tx, taskType, { datasetId: sample.datasetId, fromId: sample.id, toId: sample.id });
}

/** Frees the files of samples that this transaction deletes or changes; it holds their locks. */
export async function freeThumbnails(tx: Tx, sampleIds: readonly number[]): Promise<void> {
  const keys = await repository.deleteThumbnails(tx, sampleIds);
  if (keys.length > 0) await enqueue(tx, "delete-assets", { keys });
}
