import type { LabelStatus } from "@tessera/schema";
import { type SqlBool, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { PREPARED } from "../../database/prepared.js";
import type { LabelKey } from "./repository.js";
import type { WorkSettings } from "./work-rules.js";

/** The dataset's switches for work on one of its samples. */
export async function findWorkSettings(db: DbOrTx, datasetId: number): Promise<WorkSettings | undefined> {
  const { rows } = await sql<WorkSettings>`${PREPARED} select enable_skip_labeling, enable_skip_reviewing,
    enable_save_button, enable_ratings, enable_label_status_verified from dataset where id = ${datasetId}`.execute(db);
  return rows[0];
}

/** Locks a sample, and with it its labels and its lease, against other writers. False when it was deleted. */
export async function lockSample(tx: DbOrTx, sampleId: number): Promise<boolean> {
  const { rows } = await sql`${PREPARED} select from sample where id = ${sampleId} for no key update`.execute(tx);
  return rows.length > 0;
}

export interface WorkState {
  readonly name: string;
  readonly label_version: number;
  readonly label_status: LabelStatus | null;
  readonly label_rating: number | null;
  readonly lease_uuid: string | null;
  readonly lease_account_id: number | null;
  readonly is_lease_live: SqlBool | null;
}

/** A sample's label and its lease. In a statement of its own behind the lock, so that it sees what was waited for. */
export async function getWorkState(tx: DbOrTx, key: LabelKey): Promise<WorkState> {
  const { rows } = await sql<WorkState>`${PREPARED}
    select s.name, coalesce(l.version, 0) as label_version, l.label_status, l.rating as label_rating,
      k.uuid as lease_uuid, k.account_id as lease_account_id, k.expires_at > now() as is_lease_live
    from sample s
    left join label l on l.sample_id = s.id and l.labelset_id = ${key.labelsetId}
    left join lease k on k.sample_id = s.id
    where s.id = ${key.sampleId}`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("The sample is locked, and not there.");
  return row;
}

/** Ends the lease that somebody has on a sample. */
export async function endLease(tx: DbOrTx, sampleId: number, accountId: number): Promise<void> {
  await sql`${PREPARED} delete from lease where sample_id = ${sampleId} and account_id = ${accountId}`.execute(tx);
}
