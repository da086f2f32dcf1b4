import type { AttributeUsage, TaskAttributesChange, TaskCategory } from "@tessera/schema";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import type { Database } from "../../database/schema.js";
import type { Page, PageResult } from "../../http/paging.js";
import { sampleState } from "../labels/sample-state-repository.js";
import { UNDER_REVIEW } from "../labels/write-rules.js";

/** Where objects of a category go; null deletes them. They lose the attributes of `drop`, and what is none of `choices`. */
export interface CategoryMove {
  readonly to: number | null;
  readonly drop: readonly string[];
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

/** What becomes of labels; see migrations 0010 and 0015. */
export interface LabelRule {
  readonly categories: Readonly<Record<string, CategoryMove>>;
  readonly attributes: Readonly<Record<string, ValueRules>>;
  readonly image_attributes?: ValueRules;
  /** Whether objects are deleted. */
  readonly deletes: boolean;
}

/** Attribute → choice → the choice in its place, null for none; null in place of the choices drops the attribute. */
export type ValueRules = Readonly<Record<string, Readonly<Record<string, string | null>> | null>>;

export type LabelChange = Selectable<Database["task_attributes_change"]>;

const COLUMNS = sql`v.uuid, v.status, v.reason, v.samples_total, v.samples_done, v.labels_changed, v.labels_kept, v.objects_moved,
  v.objects_deleted, v.values_changed, v.values_dropped, v.created_at, a.username as created_by`;

/** How many objects or scenes, in how many samples, have a value for each attribute, and for each choice of the selects. */
export async function countAttributeUsage(db: DbOrTx, datasetId: number): Promise<AttributeUsage[]> {
  const { rows } = await sql<AttributeUsage>`
    with definitions as (
      select (c->>'id')::numeric::bigint as category_id, a->>'name' as name, a->>'input_type' as type
      from dataset d, json_items(d.task_attributes->'categories') c, json_items(c->'attributes') a where d.id = ${datasetId}
      union select null, a->>'name', a->>'input_type'
      from dataset d, json_items(d.task_attributes->'image_attributes') a where d.id = ${datasetId}
    ), labels as (
      select s.id as sample_id, c.attributes from sample s join label l on l.sample_id = s.id
        join label_content c on c.id = l.content_id where s.dataset_id = ${datasetId}
    ), holders as (
      select sample_id, rule_key(a->'category_id')::bigint as category_id, a->'attributes' as attributes
      from labels, lateral label_annotations(attributes) a
      union all select sample_id, null, part->'image_attributes' from labels, lateral label_parts(attributes) part
    ), found as (
      select h.sample_id, h.category_id, e.key as name, e.value, d.type
      from holders h, json_each(case json_typeof(h.attributes) when 'object' then h.attributes end) e, definitions d
      where d.name = e.key and d.category_id is not distinct from h.category_id and json_typeof(e.value) <> 'null'
    ), chosen as (
      select sample_id, category_id, name, null::text as value from found
      union all select sample_id, category_id, name, value#>>'{}' from found
        where type = 'select' and json_typeof(value) = 'string'
      union all select sample_id, category_id, name, choice#>>'{}' from found, json_items(value) choice
        where type = 'multiselect' and json_typeof(choice) = 'string'
    ), counted as (
      select category_id, name, value, sample_id, count(*) as objects from chosen group by 1, 2, 3, 4)
    select category_id, name, value, sum(objects)::bigint as objects, count(*) as samples from counted
    group by 1, 2, 3 order by 1 nulls first, 2, 3 nulls first`.execute(db);
  return rows;
}

/** Categories as they last were in the task attributes, by id; those that never were are left out. */
export async function findFormerCategories(
  db: DbOrTx,
  datasetId: number,
  ids: Iterable<number>,
): Promise<ReadonlyMap<number, TaskCategory>> {
  const { rows } = await sql<{ category: string }>`
    select distinct on (rule_key(c->'id')) c as category
    from task_attributes_version v, json_items(v.task_attributes->'categories') c
    where v.dataset_id = ${datasetId} and rule_key(c->'id') = any(${[...ids].map(String)}::text[])
    order by rule_key(c->'id'), v.id desc`.execute(db);
  const categories = rows.map(({ category }) => JSON.parse(category) as TaskCategory);
  return new Map(categories.map((category) => [category.id, category]));
}

/** The dataset's task attributes as JSON text. */
export async function getTaskAttributes(db: DbOrTx, datasetId: number): Promise<string> {
  const row = await db
    .selectFrom("dataset")
    .select("task_attributes")
    .where("id", "=", datasetId)
    .executeTakeFirstOrThrow();
  return row.task_attributes;
}

export async function insertLabelChange(
  tx: DbOrTx,
  change: {
    readonly datasetId: number;
    readonly rule: LabelRule;
    readonly reason: string;
    readonly createdById: number;
  },
): Promise<{ readonly id: number; readonly uuid: string }> {
  const { rows } = await sql<{ id: number; uuid: string }>`
    insert into task_attributes_change (dataset_id, rule, reason, samples_total, created_by_id)
    values (${change.datasetId}, ${JSON.stringify(change.rule)}, ${change.reason},
      (select count(*) from sample where dataset_id = ${change.datasetId}), ${change.createdById})
    returning id, uuid`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("The change was not kept.");
  return row;
}

export async function findLabelChangeJson(db: DbOrTx, datasetId: number, uuid: string): Promise<string | undefined> {
  const { rows } = await sql<TaskAttributesChange>`select ${COLUMNS} from task_attributes_change v
    join account a on a.id = v.created_by_id where v.dataset_id = ${datasetId} and v.uuid = ${uuid}`.execute(db);
  return rows[0] && JSON.stringify(rows[0]);
}

/** The changes of a dataset, the newest first. */
export async function listLabelChangesJson(db: DbOrTx, datasetId: number, page: Page): Promise<PageResult> {
  const [list, count] = await Promise.all([
    sql<TaskAttributesChange>`select ${COLUMNS} from task_attributes_change v join account a on a.id = v.created_by_id
      where v.dataset_id = ${datasetId} order by v.id desc limit ${page.size} offset ${page.offset}`.execute(db),
    sql<{ total: number }>`select count(*) as total from task_attributes_change
      where dataset_id = ${datasetId}`.execute(db),
  ]);
  return { items: list.rows.map((row) => JSON.stringify(row)), total: count.rows[0]?.total ?? 0 };
}

/** A change that is not done; undefined when it is, or its dataset is gone. */
export async function findPendingChange(db: DbOrTx, id: number): Promise<LabelChange | undefined> {
  return db
    .selectFrom("task_attributes_change as v")
    .innerJoin("dataset as d", "d.id", "v.dataset_id")
    .selectAll("v")
    .where("v.id", "=", id)
    .where("v.status", "=", "PENDING")
    .where("d.deleted_at", "is", null)
    .executeTakeFirst();
}

/** What all changes of a dataset make of its labels, in their order. */
export async function listRules(db: DbOrTx, datasetId: number): Promise<readonly LabelRule[]> {
  const query = db.selectFrom("task_attributes_change").select("rule").where("dataset_id", "=", datasetId);
  const rows = await query.orderBy("id").execute();
  return rows.map(({ rule }) => JSON.parse(rule) as LabelRule);
}

export async function updateLateRule(tx: DbOrTx, datasetId: number, rule: LabelRule | undefined): Promise<void> {
  const text = rule === undefined ? null : JSON.stringify(rule);
  await tx.updateTable("dataset").set({ late_rule: text }).where("id", "=", datasetId).execute();
}

/** What the changes that are not done make of a dataset's labels. */
export async function listPendingRules(db: DbOrTx, datasetId: number): Promise<readonly LabelRule[]> {
  const rows = await db
    .selectFrom("task_attributes_change")
    .select("rule")
    .where("dataset_id", "=", datasetId)
    .where("status", "=", "PENDING")
    .orderBy("id")
    .execute();
  return rows.map(({ rule }) => JSON.parse(rule) as LabelRule);
}

export async function finishLabelChange(db: DbOrTx, id: number, status: "SUCCEEDED" | "FAILED"): Promise<void> {
  await db.updateTable("task_attributes_change").set({ status }).where("id", "=", id).execute();
}

/** Samples that are changed in one transaction: by their number, and by the size of their labels. */
const BATCH_SAMPLES = 200;
const BATCH_BYTES = 8 * 1024 * 1024;

export interface ChangeBatch {
  readonly samples: number;
  readonly toId: number;
}

/** The next samples after `afterId`; undefined behind the last one. */
export async function findChangeBatch(
  db: DbOrTx,
  datasetId: number,
  afterId: number,
): Promise<ChangeBatch | undefined> {
  const { rows } = await sql<{ samples: number; to_id: number | null }>`
    with next as (select id from sample where dataset_id = ${datasetId} and id > ${afterId} order by id limit ${BATCH_SAMPLES}),
    sized as (select next.id, coalesce(sum(c.bytes), 0) as bytes from next left join label l on l.sample_id = next.id
      left join label_content c on c.id = l.content_id group by next.id),
    summed as (select id, sum(bytes) over (order by id) - bytes as before from sized)
    select count(*)::int as samples, max(id) as to_id from summed where before < ${BATCH_BYTES}`.execute(db);
  const [row] = rows;
  return row?.to_id == null ? undefined : { samples: row.samples, toId: row.to_id };
}

/** Counts of a part of a change. */
export interface ChangeCounts {
  readonly labels_changed: number;
  readonly objects_moved: number;
  readonly objects_deleted: number;
  readonly values_changed: number;
  readonly values_dropped: number;
}

/** A label whose bitmaps lose objects: new ones are made first. */
export interface BitmapLabel {
  readonly sample_id: number;
  readonly labelset_id: number;
  readonly version: number;
  readonly bitmaps: readonly { readonly path: string; readonly url: string; readonly ids: readonly string[] }[];
}

/** Locks samples against other writers of their labels, in one order. */
export async function lockSamples(tx: DbOrTx, datasetId: number, afterId: number, toId: number): Promise<void> {
  await sql`select from sample where dataset_id = ${datasetId} and id > ${afterId} and id <= ${toId}
    order by id for no key update`.execute(tx);
}

/**
 * Rewrites the labels of the locked samples. Those with bitmaps that lose objects are left out; see {@link listBitmapLabels}.
 */
export async function changeLabels(
  tx: DbOrTx,
  change: LabelChange,
  range: { readonly afterId: number; readonly toId: number },
): Promise<ChangeCounts> {
  return writeChanged(
    tx,
    change,
    sql`select l.sample_id, l.labelset_id, (c).* from ${labelsIn(change, range)},
      lateral change_label(t.attributes, ${change.rule}::jsonb, '{}') c where (c).text is not null and (c).bitmaps = '[]'`,
  );
}

/** The labels whose bitmaps lose objects. Those without any are passed over by their text, which is cheaper than reading it. */
export async function listBitmapLabels(
  db: DbOrTx,
  change: LabelChange,
  range: { readonly afterId: number; readonly toId: number },
): Promise<readonly BitmapLabel[]> {
  const { rows } = await sql<Omit<BitmapLabel, "bitmaps"> & { bitmaps: string }>`
    select l.sample_id, l.labelset_id, l.version, (c).bitmaps::json as bitmaps from ${labelsIn(change, range)},
      lateral change_label(t.attributes, ${change.rule}::jsonb, '{}') c where position('"segmentation_bitmap"' in t.attributes::text) > 0 and (c).text is not null and (c).bitmaps <> '[]'
    order by l.sample_id, l.labelset_id`.execute(db);
  return rows.map((row) => ({ ...row, bitmaps: JSON.parse(row.bitmaps) }));
}

/** Rewrites one label with its new bitmaps, by path; no label changes where somebody saved it meanwhile. */
export async function changeBitmapLabel(
  tx: DbOrTx,
  change: LabelChange,
  label: BitmapLabel,
  urls: Readonly<Record<string, string>>,
): Promise<ChangeCounts> {
  return writeChanged(
    tx,
    change,
    sql`select l.sample_id, l.labelset_id, (c).* from label l join label_content t on t.id = l.content_id,
      lateral change_label(t.attributes, ${change.rule}::jsonb, ${JSON.stringify(urls)}::jsonb) c
      where l.sample_id = ${label.sample_id} and l.labelset_id = ${label.labelset_id} and l.version = ${label.version}
        and (c).text is not null`,
  );
}

function labelsIn(change: LabelChange, range: { readonly afterId: number; readonly toId: number }) {
  return sql`sample s join label l on l.sample_id = s.id join label_content t on t.id = l.content_id
    and s.dataset_id = ${change.dataset_id} and s.id > ${range.afterId} and s.id <= ${range.toId}`;
}

const REVIEWED = sql`existing.label_status in (${sql.join(UNDER_REVIEW.map((status) => sql.lit(status)))})`;

/**
 * Writes changed labels as any other write does: contents, labels, history and the samples' place in the queues. What was
 * reviewed is LABELED again, as after every change of content.
 */
async function writeChanged(tx: DbOrTx, change: LabelChange, changed: RawBuilder<unknown>): Promise<ChangeCounts> {
  const accountId = change.created_by_id;
  const { rows } = await sql<ChangeCounts>`
    with changed as materialized (
      select x.*, nextval(pg_get_serial_sequence('label_content', 'id')) as content_id from (${changed}) x
    ), contents as (
      insert into label_content (id, sample_id, attributes) overriding system value
      select content_id, sample_id, text::json from changed
    ), l as (
      update label as existing set version = existing.version + 1, content_id = changed.content_id, updated_at = now(),
        updated_by_id = ${accountId}, label_status = case when ${REVIEWED} then 'LABELED' else existing.label_status end,
        reviewed_at = case when not ${REVIEWED} then existing.reviewed_at end,
        reviewed_by_id = case when not ${REVIEWED} then existing.reviewed_by_id end,
        rating = case when not ${REVIEWED} then existing.rating end
      from changed where existing.sample_id = changed.sample_id and existing.labelset_id = changed.labelset_id
      returning existing.*
    ), history as (
      insert into label_version (sample_id, labelset_id, version, operation, label_status, content_id, score, rating, saved_at,
        saved_by_id, reason)
      select sample_id, labelset_id, version, 'saved', label_status, content_id, score, rating, updated_at, updated_by_id,
        ${change.reason} from l
    ), state as (
      update sample set ${sampleState("touch")} from l join labelset on labelset.id = l.labelset_id
      where labelset.is_groundtruth and sample.id = l.sample_id
    )
    select count(*)::int as labels_changed, coalesce(sum(moved), 0)::int as objects_moved,
      coalesce(sum(deleted), 0)::int as objects_deleted, coalesce(sum(edited), 0)::int as values_changed,
      coalesce(sum(dropped), 0)::int as values_dropped from changed`.execute(tx);
  const [counts] = rows;
  if (counts === undefined) throw new Error("An aggregate without a row.");
  return counts;
}

/** Adds to what a change has done; `batch`: samples that are done with it. */
export async function addProgress(
  tx: DbOrTx,
  id: number,
  done: ChangeCounts & { readonly labels_kept?: number },
  batch?: ChangeBatch,
): Promise<void> {
  await sql`update task_attributes_change set labels_changed = labels_changed + ${done.labels_changed},
    objects_moved = objects_moved + ${done.objects_moved}, objects_deleted = objects_deleted + ${done.objects_deleted},
    values_changed = values_changed + ${done.values_changed}, values_dropped = values_dropped + ${done.values_dropped},
    labels_kept = labels_kept + ${done.labels_kept ?? 0}, samples_done = samples_done + ${batch?.samples ?? 0},
    after_id = coalesce(${batch?.toId ?? null}::bigint, after_id) where id = ${id}`.execute(tx);
}

/** Samples whose labels somebody saved since a change began, other than the change itself. */
export async function listSavedSince(db: DbOrTx, change: LabelChange): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct s.id from sample s join label l on l.sample_id = s.id
      join label_version v on v.sample_id = l.sample_id and v.labelset_id = l.labelset_id and v.version = l.version
    where s.dataset_id = ${change.dataset_id} and l.updated_at >= ${change.created_at}
      and v.reason is distinct from ${change.reason} order by s.id`.execute(db);
  return rows.map(({ id }) => id);
}
