import { sql } from "kysely";
import { forgetOldKeys } from "../http/idempotency/repository.js";
import { forgetExpiredInvitations } from "../modules/invitations/repository.js";
import { forgetLeftDrafts } from "../modules/labels/draft-repository.js";
import { forgetExpiredLeases } from "../modules/queue/repository.js";
import { forgetOldAttempts } from "../modules/sessions/login-attempt-repository.js";
import { forgetExpiredSessions } from "../modules/sessions/repository.js";
import { listThumbnailKeys } from "../modules/thumbnails/repository.js";
import type { JobContext } from "./context.js";
import type { JobPayloads } from "./enqueue.js";

const PURGE_BATCH = 5000;

const DELETIONS_AT_ONCE = 8;

export async function deleteAssets(
  context: Pick<JobContext, "assets">,
  { keys }: JobPayloads["delete-assets"],
): Promise<void> {
  for (let start = 0; start < keys.length; start += DELETIONS_AT_ONCE) {
    await Promise.all(keys.slice(start, start + DELETIONS_AT_ONCE).map((key) => context.assets.delete(key)));
  }
}

/** Removes a deleted dataset for good, a batch of samples at a time, so that no lock is held for long. */
export async function purgeDataset(context: JobContext, { datasetId }: JobPayloads["purge-dataset"]): Promise<void> {
  const { db } = context.database;
  const dataset = await db
    .selectFrom("dataset")
    .select("id")
    .where("id", "=", datasetId)
    .where("deleted_at", "is not", null)
    .executeTakeFirst();
  if (dataset === undefined) return;
  for (;;) {
    // The files first: their rows, which know them, go with the samples.
    await deleteAssets(context, { keys: await listThumbnailKeys(db, datasetId, PURGE_BATCH) });
    const { numAffectedRows } = await sql`delete from sample where id = any(array(
      select id from sample where dataset_id = ${datasetId} order by id limit ${PURGE_BATCH}))`.execute(db);
    if (numAffectedRows === 0n) break;
  }
  const releases = await db
    .selectFrom("release")
    .select("asset_key")
    .where("dataset_id", "=", datasetId)
    .where("asset_key", "is not", null)
    .execute();
  for (const release of releases) if (release.asset_key !== null) await context.assets.delete(release.asset_key);
  await db.deleteFrom("dataset").where("id", "=", datasetId).execute();
}

/**
 * Forgets what is kept for a while only: idempotency keys, sessions and invitations that ended, attempts to sign in, drafts of
 * people who left, and the unfinished files of processes that were killed.
 */
export async function forgetOldRows(context: JobContext): Promise<void> {
  const { db } = context.database;
  await forgetOldKeys(db);
  await forgetExpiredLeases(db);
  await forgetLeftDrafts(db);
  await forgetOldAttempts(db);
  await forgetExpiredSessions(db);
  await forgetExpiredInvitations(db);
  await context.assets.clearAbandoned();
}
