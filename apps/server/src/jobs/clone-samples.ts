import { sql } from "kysely";
import type { Tx } from "../database/database.js";
import { listPendingRules } from "../modules/datasets/label-changes-repository.js";
import { requestThumbnails } from "../modules/thumbnails/service.js";
import type { JobContext } from "./context.js";
import { enqueue, type JobPayloads } from "./enqueue.js";

const CHANGE_PAUSE_SECONDS = 5;

/**
 * Copies the samples (and labels) of one dataset into its clone, in one transaction: a repeated job starts from nothing.
 * Assignments are not copied, as the clone has collaborators of its own.
 */
export async function cloneSamples(context: JobContext, payload: JobPayloads["clone-samples"]): Promise<void> {
  const { fromDatasetId, toDatasetId, withLabels } = payload;
  await context.database.db
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute(async (tx) => {
      const clone = await tx
        .selectFrom("dataset")
        .select(["clone_job", "task_type"])
        .where("id", "=", toDatasetId)
        .where("deleted_at", "is", null)
        .forUpdate()
        .executeTakeFirst();
      if (clone === undefined || clone.clone_job === null) return;
      if (withLabels && (await listPendingRules(tx, fromDatasetId)).length > 0) {
        // A change that began after the clone was asked for: later, no object is half moved.
        await enqueue(tx, "clone-samples", payload, { afterSeconds: CHANGE_PAUSE_SECONDS });
        return;
      }
      if (withLabels) await copyTaskAttributes(tx, payload);
      await sql`insert into sample (dataset_id, name, attributes, metadata, priority, readme, label_status, gt_label_updated_at,
          labeled_by_id, rejected_by_id, reviewed_by_id, created_by_id)
        select ${toDatasetId}, s.name, s.attributes, s.metadata, s.priority, s.readme,
          case when ${withLabels} then s.label_status else 'UNLABELED' end,
          case when ${withLabels} then s.gt_label_updated_at else '-infinity' end,
          case when ${withLabels} then s.labeled_by_id end, case when ${withLabels} then s.rejected_by_id end,
          case when ${withLabels} then s.reviewed_by_id end, s.created_by_id
        from sample s where s.dataset_id = ${fromDatasetId} order by s.id
        on conflict (dataset_id, name) do nothing`.execute(tx);
      await sql`insert into labelset (dataset_id, name, description, is_groundtruth)
        select ${toDatasetId}, name, description, is_groundtruth from labelset where dataset_id = ${fromDatasetId} order by id
        on conflict (dataset_id, name) do nothing`.execute(tx);
      if (withLabels) {
        // The new ids are drawn first, so that labels and their contents can be written side by side.
        await sql`with source as materialized (
            select l.*, new_sample.id as new_sample_id, new_labelset.id as new_labelset_id, c.attributes,
              nextval(pg_get_serial_sequence('label_content', 'id')) as new_content_id
            from sample s
            join label l on l.sample_id = s.id
            join label_content c on c.id = l.content_id
            join labelset ls on ls.id = l.labelset_id
            join sample new_sample on new_sample.dataset_id = ${toDatasetId} and new_sample.name = s.name
            join labelset new_labelset on new_labelset.dataset_id = ${toDatasetId} and new_labelset.name = ls.name
            where s.dataset_id = ${fromDatasetId}
          ), contents as (
            insert into label_content (id, sample_id, attributes) overriding system value
            select new_content_id, new_sample_id, attributes from source
          ), labels as (
            insert into label (sample_id, labelset_id, version, label_status, content_id, score, rating,
              created_at, created_by_id, updated_at, updated_by_id, reviewed_at, reviewed_by_id)
            select new_sample_id, new_labelset_id, 1, label_status, new_content_id, score, rating,
              created_at, created_by_id, updated_at, updated_by_id, reviewed_at, reviewed_by_id from source
          )
          insert into label_version (sample_id, labelset_id, version, operation, label_status, content_id, score, rating, saved_at, saved_by_id)
          select new_sample_id, new_labelset_id, 1, 'saved', label_status, new_content_id, score, rating, updated_at, updated_by_id
          from source`.execute(tx);
      }
      const all = { datasetId: toDatasetId, fromId: 1, toId: Number.MAX_SAFE_INTEGER };
      await requestThumbnails(tx, clone.task_type, all, { isOutOfQueue: true });
      await tx.updateTable("dataset").set({ clone_job: null }).where("id", "=", toDatasetId).execute();
    });
}

/** Those of the labels' moment, which a change may have moved since the clone was asked for; unless somebody has edited the clone's. */
async function copyTaskAttributes(tx: Tx, { fromDatasetId, toDatasetId }: JobPayloads["clone-samples"]): Promise<void> {
  await sql`update dataset clone set task_attributes = original.task_attributes,
      removed_categories = original.removed_categories, late_rule = original.late_rule
    from dataset original where clone.id = ${toDatasetId} and original.id = ${fromDatasetId}
      and clone.updated_at = clone.created_at`.execute(tx);
}
