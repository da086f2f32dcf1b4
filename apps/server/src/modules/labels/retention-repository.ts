import { sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { REVIEW_STATUSES } from "./write-rules.js";

/** Samples of one dataset, by id. */
export interface SampleBatch {
  readonly datasetId: number;
  readonly afterId: number;
  readonly toId: number;
}

export async function listRetentionRules(db: DbOrTx): Promise<readonly { id: number; days: number }[]> {
  const { rows } = await sql<{ id: number; days: number }>`
    select id, version_retention_days as days from dataset
    where version_retention_days is not null and deleted_at is null order by id`.execute(db);
  return rows;
}

/** The last id of the next `size` samples; undefined behind the last one. */
export async function findBatchEnd(
  db: DbOrTx,
  datasetId: number,
  afterId: number,
  size: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ to_id: number | null }>`
    select max(id) as to_id from (select id from sample where dataset_id = ${datasetId} and id > ${afterId}
      order by id limit ${size}) s`.execute(db);
  return rows[0]?.to_id ?? undefined;
}

/**
 * Of versions that are older than so many days, keeps the last of each day (UTC), those that a review made, and the present
 * one. The last version of a label always stays, as it is the last of its day: version numbers go on from it.
 */
export async function thinVersions(db: DbOrTx, batch: SampleBatch, days: number): Promise<void> {
  await sql`
    with ranked as (
      select v.sample_id, v.labelset_id, v.version, v.saved_at, v.label_status,
        row_number() over (partition by v.sample_id, v.labelset_id, (v.saved_at at time zone 'UTC')::date
          order by v.version desc) as place
      from label_version v join sample s on s.id = v.sample_id
      where s.dataset_id = ${batch.datasetId} and s.id > ${batch.afterId} and s.id <= ${batch.toId})
    delete from label_version v using ranked r
    where v.sample_id = r.sample_id and v.labelset_id = r.labelset_id and v.version = r.version
      and r.place > 1 and r.saved_at < now() - make_interval(days => ${days})
      and not coalesce(r.label_status = any(${[...REVIEW_STATUSES]}::text[]), false)
      and not exists (select from label l
        where l.sample_id = v.sample_id and l.labelset_id = v.labelset_id and l.version = v.version)`.execute(db);
}

/**
 * Removes contents that no version has any more. Called before versions are thinned, so that it removes what the last run
 * left: somebody may just be restoring a version that is thinned now.
 */
export async function removeUnusedContents(db: DbOrTx, batch: SampleBatch): Promise<void> {
  await sql`
    delete from label_content c using sample s
    where s.id = c.sample_id and s.dataset_id = ${batch.datasetId} and s.id > ${batch.afterId} and s.id <= ${batch.toId}
      and not exists (select from label_version v where v.sample_id = c.sample_id and v.content_id = c.id)
      and not exists (select from label l where l.sample_id = c.sample_id and l.content_id = c.id)`.execute(db);
}
