import { buffer } from "node:stream/consumers";
import { AssetMissingError } from "../assets/asset-errors.js";
import { contentTypeFor, createAssetKey } from "../assets/asset-store.js";
import { retryOnConflict } from "../http/transact.js";
import { insertAsset } from "../modules/assets/repository.js";
import * as repository from "../modules/datasets/label-changes-repository.js";
import { ThumbnailRefusedError } from "../modules/thumbnails/make-thumbnail.js";
import type { JobContext } from "./context.js";
import type { JobPayloads } from "./enqueue.js";

type Context = Pick<JobContext, "database" | "assets" | "thumbnailer">;

/** What the server decodes; larger files are nobody's bitmap. */
const MAX_BITMAP_BYTES = 64 * 1024 * 1024;

/**
 * Moves or deletes what all labels of a dataset have for removed categories, attributes and choices, some samples a
 * transaction: a job that is cut off goes on where it was. Labels that people save while it runs are changed at its end.
 */
export async function changeLabels(
  context: Context,
  { changeId }: JobPayloads["change-labels"],
  attempt: { readonly isLast: boolean },
): Promise<void> {
  const { db } = context.database;
  try {
    let change = await repository.findPendingChange(db, changeId);
    while (change !== undefined) {
      const batch = await repository.findChangeBatch(db, change.dataset_id, change.after_id);
      if (batch === undefined) break;
      await changeRange(context, change, { afterId: change.after_id, toId: batch.toId }, batch);
      change = await repository.findPendingChange(db, changeId);
    }
    if (change === undefined) return;
    for (const id of await repository.listSavedSince(db, change)) {
      await changeRange(context, change, { afterId: id - 1, toId: id });
    }
    await repository.finishLabelChange(db, changeId, "SUCCEEDED");
  } catch (error) {
    if (attempt.isLast) await repository.finishLabelChange(db, changeId, "FAILED");
    throw error;
  }
}

async function changeRange(
  context: Context,
  change: repository.LabelChange,
  range: { readonly afterId: number; readonly toId: number },
  batch?: repository.ChangeBatch,
): Promise<void> {
  const { db } = context.database;
  // Bitmaps first: files are read and written outside of the transaction that holds the samples.
  const { deletes } = JSON.parse(change.rule) as repository.LabelRule;
  const bitmapLabels = deletes ? await repository.listBitmapLabels(db, change, range) : [];
  for (const label of bitmapLabels) await changeBitmaps(context, change, label);
  await retryOnConflict(() =>
    db.transaction().execute(async (tx) => {
      await repository.lockSamples(tx, change.dataset_id, range.afterId, range.toId);
      const counts = await repository.changeLabels(tx, change, range);
      await repository.addProgress(tx, change.id, counts, batch);
    }),
  );
}

const NOTHING: repository.ChangeCounts = {
  ...{ labels_changed: 0, objects_moved: 0, objects_deleted: 0, values_changed: 0, values_dropped: 0 },
};

async function changeBitmaps(
  context: Context,
  change: repository.LabelChange,
  label: repository.BitmapLabel,
): Promise<void> {
  const { db } = context.database;
  const urls: Record<string, string> = {};
  for (const { path, url, ids } of label.bitmaps) {
    const erased = await eraseFromBitmap(context, change.created_by_id, { url, ids: ids.map(Number) });
    if (erased === undefined) return repository.addProgress(db, change.id, { ...NOTHING, labels_kept: 1 });
    urls[path] = erased;
  }
  await retryOnConflict(() =>
    db.transaction().execute(async (tx) => {
      await repository.lockSamples(tx, change.dataset_id, label.sample_id - 1, label.sample_id);
      await repository.addProgress(tx, change.id, await repository.changeBitmapLabel(tx, change, label, urls));
    }),
  );
}

/** The url of a copy of a bitmap of ours without some objects; undefined for one that is elsewhere or cannot be read. */
async function eraseFromBitmap(
  { assets, thumbnailer, database }: Context,
  accountId: number,
  bitmap: { readonly url: string; readonly ids: readonly number[] },
): Promise<string | undefined> {
  if (!URL.canParse(bitmap.url)) return undefined;
  const { origin } = new URL(bitmap.url);
  const key = assets.keyOf(bitmap.url, [origin]);
  const stat = key === undefined ? undefined : await assets.stat(key);
  if (key === undefined || stat === undefined || stat.sizeBytes > MAX_BITMAP_BYTES) return undefined;
  try {
    const erased = await thumbnailer.eraseIds(await buffer(await assets.read(key)), bitmap.ids);
    const filename = "label.png";
    const newKey = createAssetKey(filename);
    await assets.write(newKey, contentTypeFor(filename), erased);
    await insertAsset(database.db, { accountId, key: newKey, filename });
    return assets.urlOf(newKey, origin);
  } catch (error) {
    if (error instanceof AssetMissingError || error instanceof ThumbnailRefusedError) return undefined;
    throw error;
  }
}
