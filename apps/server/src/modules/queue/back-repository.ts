import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { PREPARED } from "../../database/prepared.js";
import { expiry, type LeaseRow, WITHOUT_WAITING } from "./repository.js";
import type { QueueCaller } from "./steps-repository.js";

/** How far back one can go, in pieces of work. */
const MAX_STEPS = 200;

export interface BackRequest extends QueueCaller {
  readonly client: string;
  /** The sample that is open; null for none. */
  readonly before: string | null;
  readonly leaseSeconds: number;
}

/**
 * Gives the caller's tab the sample that they worked on last before another one, as long as it is still as they left it and
 * nobody else has it. Undefined where there is none, or somebody took it in this very moment.
 */
export async function giveBack(
  db: DbOrTx,
  request: BackRequest,
): Promise<{ readonly sampleId: number; readonly groundTruthId: number; readonly lease: LeaseRow } | undefined> {
  const { datasetId, accountId, client, workType, before } = request;
  const isOwnLease = sql<SqlBool>`(k.account_id = ${accountId} and k.client = ${client})`;
  const { rows } = await sql<{
    sample_id: number;
    ground_truth_id: number;
    uuid: string;
    sample_uuid: string;
    expires_at: string;
  }>`${PREPARED}
    with recent as materialized (
      select w.sample_id, max(w.id) as last_id from (
        select sample_id, id from workunit where dataset_id = ${datasetId} and created_by_id = ${accountId}
          and work_type = ${workType} and sample_id is not null order by id desc limit ${sql.lit(MAX_STEPS)}
      ) w group by w.sample_id
    ), candidate as materialized (
      select s.id from recent r join sample s on s.id = r.sample_id
      where r.last_id < coalesce((select b.last_id from recent b join sample o on o.id = b.sample_id
          where o.uuid = ${before}::uuid), ${Number.MAX_SAFE_INTEGER}::bigint)
        and s.uuid is distinct from ${before}::uuid and ${isAsLeft(request)}
        and not exists (select from lease k where k.sample_id = s.id and k.expires_at > now() and not ${isOwnLease})
      order by r.last_id desc limit 1 for no key update of s
    ), given as (
      insert into lease as k (sample_id, dataset_id, account_id, client, work_type, expires_at)
      select id, ${datasetId}, ${accountId}, ${client}, ${workType}, ${expiry(request.leaseSeconds)}
      from candidate where ${WITHOUT_WAITING}
      on conflict (sample_id) do update set
        uuid = case when ${isOwnLease} then k.uuid else excluded.uuid end,
        created_at = case when ${isOwnLease} then k.created_at else excluded.created_at end,
        account_id = excluded.account_id, client = excluded.client, work_type = excluded.work_type,
        expires_at = excluded.expires_at
      where k.expires_at <= now() or ${isOwnLease}
      returning sample_id, uuid, expires_at
    )
    select g.sample_id, g.uuid, g.expires_at, s.uuid as sample_uuid,
      (select l.id from labelset l where l.dataset_id = ${datasetId} and l.is_groundtruth) as ground_truth_id
    from given g join sample s on s.id = g.sample_id`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { sample_id: sampleId, ground_truth_id: groundTruthId, uuid, sample_uuid, expires_at } = row;
  return { sampleId, groundTruthId, lease: { uuid, sample_uuid, work_type: workType, expires_at } };
}

/** Whether what the caller made of a sample is still its state. */
function isAsLeft({ accountId, workType }: QueueCaller): RawBuilder<SqlBool> {
  if (workType === "label") {
    return sql`((s.label_status in ('LABELED', 'SKIPPED', 'REJECTED') and s.labeled_by_id = ${accountId})
      or (s.label_status = 'LABELING_IN_PROGRESS' and s.started_by_id = ${accountId}))`;
  }
  return sql`((s.label_status in ('REVIEWED', 'VERIFIED') and s.reviewed_by_id = ${accountId})
    or (s.label_status = 'REJECTED' and s.rejected_by_id = ${accountId})
    or (s.label_status = 'REVIEWING_IN_PROGRESS' and s.started_by_id = ${accountId}))`;
}
