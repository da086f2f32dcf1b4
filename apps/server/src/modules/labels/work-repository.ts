import type { LabelStatus } from "@tessera/schema";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { PREPARED } from "../../database/prepared.js";
import type { LabelKey } from "./repository.js";
import type { WorkSettings } from "./work-rules.js";

/** The dataset's switches, and whether a label that is done may lack nothing mandatory. */
export type DatasetWorkSettings = WorkSettings & { readonly needs_mandatory: boolean };

/** The dataset's switches for work on one of its samples. */
export async function findWorkSettings(db: DbOrTx, datasetId: number): Promise<DatasetWorkSettings | undefined> {
  const { rows } = await sql<DatasetWorkSettings>`${PREPARED} select enable_skip_labeling, enable_skip_reviewing,
    enable_save_button, enable_ratings, enable_label_status_verified,
    block_submit_on_mandatory and position('"is_mandatory"' in task_attributes::text) > 0 as needs_mandatory
    from dataset where id = ${datasetId}`.execute(db);
  return rows[0];
}

/** A mandatory attribute without a value: of the annotation at `index`, or of the scene (null). */
export interface MissingValue {
  readonly index: number | null;
  readonly name: string;
}

const MAX_MISSING = 20;

/** No value, as the editor sees it: false and 0 are values, an empty text and an empty list are none. */
function isBlank(value: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql`(coalesce(${value}::text in ('null', '""'), true) or ${value}::text ~ '^\\[\\s*\\]$')`;
}

/**
 * What a label lacks of its dataset's mandatory attributes, up to 20. Asked of the database, where it costs no memory of the process.
 * Labels of sequences are not looked at: there, what is mandatory in which frame is the editor's to say.
 */
export async function listMissing(tx: DbOrTx, datasetId: number, key: LabelKey): Promise<readonly MissingValue[]> {
  const { rows } = await sql<MissingValue>`
    with task as (select task_attributes as t from dataset where id = ${datasetId}),
    content as (select c.attributes from label l join label_content c on c.id = l.content_id
      where l.sample_id = ${key.sampleId} and l.labelset_id = ${key.labelsetId}
        and json_typeof(c.attributes->'annotations') = 'array'),
    mandatory as (select rule_key(c->'id') as category, a->>'name' as name
      from task, json_items(t->'categories') c, json_items(c->'attributes') a where a->>'is_mandatory' = 'true')
    (select null::int as index, a->>'name' as name from content, task, json_items(t->'image_attributes') a
      where a->>'is_mandatory' = 'true' and ${isBlank(sql`(attributes->'image_attributes'->(a->>'name'))`)})
    union all
    (select (n - 1)::int, m.name from content, json_array_elements(attributes->'annotations') with ordinality as e(a, n)
      join mandatory m on m.category = rule_key(a->'category_id') where ${isBlank(sql`(a->'attributes'->m.name)`)}
      order by n limit ${MAX_MISSING})
    limit ${MAX_MISSING}`.execute(tx);
  return rows;
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
