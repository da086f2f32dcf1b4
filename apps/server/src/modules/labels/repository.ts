import type { LabelStatus } from "@tessera/schema";
import { type RawBuilder, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { PREPARED } from "../../database/prepared.js";
import { labelColumns, labelJoin } from "./columns-repository.js";
import type { LabelColumns } from "./label-json.js";
import { sampleState, UNLABELED_STATE, type WriteKind } from "./sample-state-repository.js";
import { REVIEW_STATUSES, UNDER_REVIEW } from "./write-rules.js";

export interface LabelKey {
  readonly sampleId: number;
  readonly labelsetId: number;
  readonly isGroundtruth: boolean;
}

export type SavedLabel = LabelColumns & { readonly is_new: boolean };

export async function findLabel(
  db: DbOrTx,
  key: LabelKey,
): Promise<(LabelColumns & { label_attributes: string }) | undefined> {
  const { rows } = await sql<LabelColumns & { label_attributes: string }>`${PREPARED}
    select ${labelColumns(true)} from sample s ${labelJoin(key.labelsetId, { withContent: true })}
    where s.id = ${key.sampleId} and l.sample_id is not null`.execute(db);
  return rows[0];
}

/**
 * Creates or replaces a label, keeps the version in the history, and brings the sample's state along: one statement,
 * whole or not at all, and one round trip. Undefined when the sample was deleted meanwhile.
 */
export async function putLabel(
  db: DbOrTx,
  key: LabelKey,
  label: {
    readonly attributes: Buffer | string;
    readonly status: LabelStatus;
    readonly score: number | null;
    readonly rating?: number | null;
  },
  accountId: number,
): Promise<SavedLabel | undefined> {
  const reviewer = REVIEW_STATUSES.includes(label.status) ? accountId : null;
  const { rows } = await sql<SavedLabel>`${PREPARED}
    with content as (
      insert into label_content (sample_id, attributes)
      select s.id, ${label.attributes}::json from (${lockedSample(key)}) s returning id
    ), l as (
      insert into label as existing (sample_id, labelset_id, version, label_status, content_id, score,
        rating, created_by_id, updated_by_id, reviewed_at, reviewed_by_id)
      select ${key.sampleId}, ${key.labelsetId},
        1 + coalesce((select max(v.version) from label_version v where v.sample_id = ${key.sampleId} and v.labelset_id = ${key.labelsetId}), 0),
        ${label.status}, content.id, ${label.score}::float8, ${label.rating ?? null}::smallint, ${accountId}::bigint, ${accountId}::bigint,
        case when ${reviewer}::bigint is not null then now() end, ${reviewer}::bigint
      from content
      on conflict (sample_id, labelset_id) do update set
        version = existing.version + 1, label_status = excluded.label_status, content_id = excluded.content_id,
        score = excluded.score, rating = excluded.rating, updated_at = now(), updated_by_id = excluded.updated_by_id,
        reviewed_at = excluded.reviewed_at, reviewed_by_id = excluded.reviewed_by_id
      returning *, (xmax = 0) as is_new
    ), ${keepVersion(key, { operation: "saved", kind: "make" })}
    ${selectSaved(sql`l.is_new`)}`.execute(db);
  return rows[0];
}

/** Writers of a label take its sample first and in one order: none waits for one that waits for it. */
function lockedSample(key: LabelKey): RawBuilder<unknown> {
  return sql`select id from sample where id = ${key.sampleId} for no key update`;
}

export interface LabelChanges {
  readonly attributes?: Buffer | string;
  readonly status?: LabelStatus;
  /** Null clears. */
  readonly score?: number | null;
  readonly rating?: number | null;
}

const UNDER_REVIEW_SQL = sql.join(UNDER_REVIEW.map((status) => sql.lit(status)));

/**
 * Changes a label that is there; undefined when there is none. Who reviewed it, and the rating, belong to what was reviewed:
 * new content takes them away, and a new status that no review gives does too. New content for a label under review that
 * names no status makes it LABELED.
 */
export async function patchLabel(
  db: DbOrTx,
  key: LabelKey,
  changes: LabelChanges,
  accountId: number,
  kind: WriteKind = "touch",
): Promise<SavedLabel | undefined> {
  const sets = [
    sql`version = existing.version + 1`,
    sql`updated_at = now()`,
    sql`updated_by_id = ${accountId}`,
    ...(changes.attributes === undefined ? [] : [sql`content_id = (select id from content)`]),
    ...(changes.score === undefined ? [] : [sql`score = ${changes.score}`]),
    ...reviewSets(changes, accountId),
  ];
  const content =
    changes.attributes === undefined
      ? sql``
      : // Only where there is a label: otherwise the new content would belong to none.
        sql`content as (insert into label_content (sample_id, attributes)
          select sample_id, ${changes.attributes}::json from label
          where sample_id = ${key.sampleId} and labelset_id = ${key.labelsetId} returning id),`;
  const { rows } = await sql<SavedLabel>`
    with s as materialized (${lockedSample(key)}), ${content} l as (
      update label as existing set ${sql.join(sets)}
      where sample_id = (select id from s) and labelset_id = ${key.labelsetId} returning *
    ), ${keepVersion(key, { operation: "saved", kind })}
    ${selectSaved(sql`false`)}`.execute(db);
  return rows[0];
}

/** The assignments of a change to status, rating and who reviewed. */
function reviewSets({ attributes, status, rating }: LabelChanges, accountId: number): RawBuilder<unknown>[] {
  const given = rating === undefined ? undefined : sql`rating = ${rating}::smallint`;
  if (status !== undefined && REVIEW_STATUSES.includes(status)) {
    // A review of new content gives its own rating, or none.
    const ratingSet = given ?? (attributes === undefined ? undefined : sql`rating = null`);
    const reviewed = [sql`label_status = ${status}`, sql`reviewed_at = now()`, sql`reviewed_by_id = ${accountId}`];
    return ratingSet === undefined ? reviewed : [...reviewed, ratingSet];
  }
  if (status !== undefined) {
    return [
      sql`label_status = ${status}`,
      sql`reviewed_at = null`,
      sql`reviewed_by_id = null`,
      given ?? sql`rating = null`,
    ];
  }
  if (attributes === undefined) return given === undefined ? [] : [given];
  const wasReviewed = sql`existing.label_status in (${UNDER_REVIEW_SQL})`;
  return [
    sql`label_status = case when ${wasReviewed} then 'LABELED' else existing.label_status end`,
    sql`reviewed_at = case when not ${wasReviewed} then existing.reviewed_at end`,
    sql`reviewed_by_id = case when not ${wasReviewed} then existing.reviewed_by_id end`,
    given ?? sql`rating = case when not ${wasReviewed} then existing.rating end`,
  ];
}

/**
 * Writes an earlier version anew; its content is shared, not copied, unless objects of it have moved to other categories since.
 * Undefined where that version has none.
 */
export async function restoreVersion(
  tx: DbOrTx,
  key: LabelKey,
  restored: { readonly version: number; readonly status: LabelStatus },
  accountId: number,
): Promise<SavedLabel | undefined> {
  const reviewer = REVIEW_STATUSES.includes(restored.status) ? accountId : null;
  const { rows } = await sql<SavedLabel>`
    with old as (
      select content_id, score, case when ${reviewer}::bigint is not null then rating end as rating from label_version where sample_id = ${key.sampleId}
        and labelset_id = ${key.labelsetId} and version = ${restored.version} and content_id is not null
    ), moved as (
      -- Written through the trigger of migration 0016.
      insert into label_content (sample_id, attributes) select c.sample_id, c.attributes
      from old join label_content c on c.id = old.content_id join sample s on s.id = c.sample_id
        join dataset d on d.id = s.dataset_id
      where d.late_rule is not null and (change_label(c.attributes, d.late_rule::jsonb, '{}')).text is not null returning id
    ), l as (
      insert into label as existing (sample_id, labelset_id, version, label_status, content_id, score, rating,
        created_by_id, updated_by_id, reviewed_at, reviewed_by_id)
      select ${key.sampleId}, ${key.labelsetId},
        1 + (select max(v.version) from label_version v where v.sample_id = ${key.sampleId} and v.labelset_id = ${key.labelsetId}),
        ${restored.status}, coalesce((select id from moved), old.content_id), old.score, old.rating, ${accountId}::bigint, ${accountId}::bigint,
        case when ${reviewer}::bigint is not null then now() end, ${reviewer}::bigint
      from old
      on conflict (sample_id, labelset_id) do update set
        version = existing.version + 1, label_status = excluded.label_status, content_id = excluded.content_id,
        score = excluded.score, rating = excluded.rating, updated_at = now(), updated_by_id = excluded.updated_by_id,
        reviewed_at = excluded.reviewed_at, reviewed_by_id = excluded.reviewed_by_id
      returning *, (xmax = 0) as is_new
    ), ${keepVersion(key, { operation: "restored", kind: "touch" })}
    ${selectSaved(sql`l.is_new`)}`.execute(tx);
  return rows[0];
}

/** Takes a label away; its versions stay. False when there was none. */
export async function deleteLabel(db: DbOrTx, key: LabelKey, accountId: number): Promise<boolean> {
  const { rows } = await sql<{ sample_id: number }>`
    with s as materialized (${lockedSample(key)}), l as (
      delete from label where sample_id = (select id from s) and labelset_id = ${key.labelsetId} returning *
    ), history as (
      insert into label_version (sample_id, labelset_id, version, operation, saved_by_id)
      select l.sample_id, l.labelset_id, l.version + 1, 'deleted', ${accountId} from l
    ), state as (
      update sample set ${UNLABELED_STATE} from l
      where ${key.isGroundtruth} and sample.id = l.sample_id
    )
    select sample_id from l`.execute(db);
  return rows.length > 0;
}

/** The label that is there; version 0 and no status where there is none. */
export interface LabelState {
  readonly version: number;
  readonly status: LabelStatus | null;
  /** Who has the sample from a queue, where that concerns the label. */
  readonly holder_id: number | null;
}

/** Locks a sample's labels against other writers and tells the state of the one that is named. The queues hand out the ground truth. */
export async function lockLabel(tx: DbOrTx, key: LabelKey): Promise<LabelState> {
  await tx.selectFrom("sample").select("id").where("id", "=", key.sampleId).forNoKeyUpdate().execute();
  const { rows } = await sql<LabelState>`
    select coalesce(l.version, 0) as version, l.label_status as status, k.account_id as holder_id
    from (select 1) one
    left join (
      select version, label_status from label where sample_id = ${key.sampleId} and labelset_id = ${key.labelsetId} for update
    ) l on true
    left join lease k on ${key.isGroundtruth} and k.sample_id = ${key.sampleId} and k.expires_at > now()`.execute(tx);
  return rows[0] ?? { version: 0, status: null, holder_id: null };
}

/** The parts of a save that follow from the label's new row `l`: its line of history, and the sample's state. */
function keepVersion(
  key: LabelKey,
  write: { readonly operation: "saved" | "restored"; readonly kind: WriteKind },
): RawBuilder<unknown> {
  return sql`history as (
      insert into label_version (sample_id, labelset_id, version, operation, label_status, content_id, score, rating, saved_at, saved_by_id)
      select sample_id, labelset_id, version, ${sql.lit(write.operation)}, label_status, content_id, score, rating, updated_at, updated_by_id from l
    ), state as (
      update sample set ${sampleState(write.kind)} from l
      where ${key.isGroundtruth} and sample.id = l.sample_id
    )`;
}

function selectSaved(isNew: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select ${labelColumns(false)}, ${isNew} as is_new from l
    join account lc on lc.id = l.created_by_id
    join account lu on lu.id = l.updated_by_id
    left join account lr on lr.id = l.reviewed_by_id`;
}

/** The stored attributes of a label, as text. */
export async function getAttributes(db: DbOrTx, key: LabelKey): Promise<string> {
  const row = await db
    .selectFrom("label as l")
    .innerJoin("label_content as c", "c.id", "l.content_id")
    .select("c.attributes")
    .where("l.sample_id", "=", key.sampleId)
    .where("l.labelset_id", "=", key.labelsetId)
    .executeTakeFirstOrThrow();
  return row.attributes;
}

/** The attributes of one version of a label, as text. */
export async function findVersionAttributes(db: DbOrTx, key: LabelKey, version: number): Promise<string | undefined> {
  const row = await db
    .selectFrom("label_version as v")
    .innerJoin("label_content as c", "c.id", "v.content_id")
    .select("c.attributes")
    .where("v.sample_id", "=", key.sampleId)
    .where("v.labelset_id", "=", key.labelsetId)
    .where("v.version", "=", version)
    .executeTakeFirst();
  return row?.attributes;
}
