import type { LabelStatus, SampleNeighbours, SampleSort, TaskType } from "@tessera/schema";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { PREPARED } from "../../database/prepared.js";
import { labelColumns, labelJoin } from "../labels/columns-repository.js";
import { type LabelColumns, labelMemberJson } from "../labels/label-json.js";
import type { Labelset } from "../labelsets/repository.js";
import {
  THUMBNAIL_COLUMNS,
  THUMBNAIL_JOIN,
  type ThumbnailColumns,
  thumbnailMembersJson,
} from "../thumbnails/repository.js";

/** A sample's columns as the wire's Sample needs them; JSON columns are text. */
interface SampleRow extends Partial<LabelColumns>, Partial<ThumbnailColumns> {
  id: number;
  uuid: string;
  name: string;
  attributes: string;
  metadata: string;
  priority: number;
  readme: string;
  created_at: string;
  updated_at: string;
  created_by: string;
  assigned_labeler: string | null;
  assigned_reviewer: string | null;
  sort_key: string | null;
}

const COLUMNS = sql`s.id, s.uuid, s.name, s.attributes, s.metadata, s.priority, s.readme, s.created_at, s.updated_at,
  creator.username as created_by, labeler.username as assigned_labeler, reviewer.username as assigned_reviewer`;

const JOINS = sql`join account creator on creator.id = s.created_by_id
  left join account labeler on labeler.id = s.assigned_labeler_id
  left join account reviewer on reviewer.id = s.assigned_reviewer_id`;

/** What an answer shows of the label of one labelset. */
export interface LabelInclusion {
  readonly labelset: Pick<Labelset, "id" | "name">;
  readonly isFull: boolean;
}

export interface SampleContext {
  readonly datasetFullName: string;
  readonly taskType: TaskType;
  /** Where a thumbnail's file is read; absent where samples are shown without. */
  readonly thumbnailUrlOf?: (key: string) => string;
  readonly label?: LabelInclusion;
}

/** JSON text of a Sample; the stored JSON is spliced in as it is. */
function sampleJson(row: SampleRow, context: SampleContext): string {
  const label =
    context.label &&
    `,"label":${labelMemberJson(row as LabelColumns, { ...context, ...context.label, sampleUuid: row.uuid })}`;
  const { thumbnailUrlOf: urlOf } = context;
  const thumbnail = urlOf === undefined ? "" : thumbnailMembersJson(row as ThumbnailColumns, urlOf);
  return `{"uuid":"${row.uuid}","name":${JSON.stringify(row.name)},"attributes":${row.attributes},"metadata":${row.metadata},"created_at":"${row.created_at}","created_by":${JSON.stringify(row.created_by)},"updated_at":"${row.updated_at}","readme":${JSON.stringify(row.readme)},"priority":${row.priority},"assigned_labeler":${JSON.stringify(row.assigned_labeler)},"assigned_reviewer":${JSON.stringify(row.assigned_reviewer)},"dataset_full_name":${JSON.stringify(context.datasetFullName)},"data_type":"IMAGE"${thumbnail}${label ?? ""}}`;
}

export interface SampleFilter {
  readonly nameContains?: string;
  /** Key and value text; all must match. */
  readonly metadata?: readonly (readonly [string, string])[];
  readonly labelStatuses?: readonly LabelStatus[];
}

export interface SampleOrder {
  readonly key: SampleSort;
  readonly isDescending: boolean;
}

/** What a query takes along for the thumbnails, where they are shown. */
function thumbnailParts({ thumbnailUrlOf }: SampleContext) {
  if (thumbnailUrlOf === undefined) return { columns: sql``, join: sql`` };
  return { columns: sql`, ${THUMBNAIL_COLUMNS}`, join: THUMBNAIL_JOIN };
}

/** A place in a sorted list: the last sample seen. */
export interface Cursor {
  readonly key: string | null;
  readonly id: number;
}

export interface SampleListQuery {
  readonly datasetId: number;
  readonly filter: SampleFilter;
  readonly order: SampleOrder;
  readonly limit: number;
  readonly position: { readonly offset: number } | { readonly after: Cursor | undefined };
}

interface SortColumn {
  readonly column: RawBuilder<unknown>;
  readonly type: RawBuilder<unknown>;
  /** No two samples of a dataset have the same value. */
  readonly isUnique?: boolean;
}

/** The column behind a sort key; the id breaks ties, so that no page repeats or skips a sample. */
const SORT_COLUMNS: Readonly<Record<SampleSort, SortColumn | undefined>> = {
  // Unique: with the id behind it PostgreSQL would sort, and the 100th page take three times as long as the first.
  name: { column: sql`s.name`, type: sql`text`, isUnique: true },
  // Ids are given in the order of creation.
  created: undefined,
  created_at: undefined,
  priority: { column: sql`s.priority`, type: sql`float8` },
  updated_at: { column: sql`s.updated_at`, type: sql`timestamptz` },
  gt_label__updated_at: { column: sql`s.gt_label_updated_at`, type: sql`timestamptz` },
};

export interface SampleList {
  readonly items: readonly string[];
  /** Where the next page begins; undefined when this one is not full. */
  readonly next: Cursor | undefined;
}

/** One page of samples. The page's ids are found in an index first, so that a deep page reads only its own rows. */
export async function listSamplesJson(db: DbOrTx, query: SampleListQuery, context: SampleContext): Promise<SampleList> {
  const { page, sort, orderBy } = pageOf(query);
  const { rows } = await sql<SampleRow>`
    select ${sampleColumns(context)}, ${sort === undefined ? sql`null` : sql`${sort.column}::text`} as sort_key
    from (${page}) page join sample s on s.id = page.id ${sampleJoins(context)}
    order by ${orderBy}`.execute(db);
  return { items: rows.map((row) => sampleJson(row, context)), next: nextCursor(rows, query) };
}

/** A sample of a page, and how many bytes its text has, more or less. */
export interface SamplePlace extends Cursor {
  readonly bytes: number;
}

/** A page of samples with whole labels, which may be too large to be read at once: what is on it, by {@link readSamplesJson}. */
export async function listSamplePlaces(
  db: DbOrTx,
  query: SampleListQuery,
  { labelset }: LabelInclusion,
): Promise<{ places: readonly SamplePlace[]; next: Cursor | undefined }> {
  const { page, sort, orderBy } = pageOf(query);
  const { rows } = await sql<{ id: number; sort_key: string | null; bytes: number }>`
    select s.id, ${sort === undefined ? sql`null` : sql`${sort.column}::text`} as sort_key,
      coalesce(content.bytes, 0) + 2 * pg_column_size(s.attributes) + 512 as bytes
    from (${page}) page join sample s on s.id = page.id
    left join label l on l.sample_id = s.id and l.labelset_id = ${labelset.id}
    left join label_content content on content.id = l.content_id
    order by ${orderBy}`.execute(db);
  return { places: rows.map(({ id, sort_key: key, bytes }) => ({ id, key, bytes })), next: nextCursor(rows, query) };
}

/** Samples in the order of their ids in the list; those that are gone are left out. */
export async function readSamplesJson(db: DbOrTx, ids: readonly number[], context: SampleContext): Promise<string[]> {
  const { rows } = await sql<SampleRow>`
    select ${sampleColumns(context)}
    from unnest(${[...ids]}::bigint[]) with ordinality as page(id, place) join sample s on s.id = page.id ${sampleJoins(context)}
    order by page.place`.execute(db);
  return rows.map((row) => sampleJson(row, context));
}

function pageOf({ datasetId, filter, order, limit, position }: SampleListQuery) {
  const sort = SORT_COLUMNS[order.key];
  const orderBy = orderOf(order, sort);
  const where = conditionsOf(datasetId, filter);
  if ("after" in position && position.after !== undefined) where.push(afterCursor(position.after, order, sort));
  const offset = "offset" in position ? position.offset : 0;
  const page = sql`select s.id from sample s where ${sql.join(where, sql` and `)} order by ${orderBy} limit ${limit} offset ${offset}`;
  return { page, sort, orderBy };
}

function nextCursor(rows: readonly { id: number; sort_key: string | null }[], { limit }: SampleListQuery) {
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return last && { key: last.sort_key, id: last.id };
}

function sampleColumns(context: SampleContext) {
  const { label } = context;
  return sql`${COLUMNS} ${thumbnailParts(context).columns} ${label === undefined ? sql`` : sql`, ${labelColumns(label.isFull)}`}`;
}

function sampleJoins(context: SampleContext) {
  const { label } = context;
  return sql`${JOINS} ${thumbnailParts(context).join}
    ${label === undefined ? sql`` : labelJoin(label.labelset.id, { withContent: label.isFull })}`;
}

function orderOf(order: SampleOrder, sort: SortColumn | undefined): RawBuilder<unknown> {
  const direction = order.isDescending ? sql`desc` : sql`asc`;
  if (sort === undefined) return sql`s.id ${direction}`;
  return sort.isUnique ? sql`${sort.column} ${direction}` : sql`${sort.column} ${direction}, s.id ${direction}`;
}

function afterCursor(cursor: Cursor, order: SampleOrder, sort: SortColumn | undefined): RawBuilder<SqlBool> {
  const operator = order.isDescending ? sql`<` : sql`>`;
  if (sort === undefined) return sql<SqlBool>`s.id ${operator} ${cursor.id}`;
  if (sort.isUnique) return sql<SqlBool>`${sort.column} ${operator} ${cursor.key}::${sort.type}`;
  return sql<SqlBool>`(${sort.column}, s.id) ${operator} (${cursor.key}::${sort.type}, ${cursor.id}::bigint)`;
}

function conditionsOf(datasetId: number, filter: SampleFilter): RawBuilder<SqlBool>[] {
  const where = [sql<SqlBool>`s.dataset_id = ${datasetId}`];
  if (filter.nameContains !== undefined) where.push(sql<SqlBool>`s.name like ${likePattern(filter.nameContains)}`);
  if (filter.labelStatuses !== undefined) {
    where.push(sql<SqlBool>`s.label_status = any(${[...filter.labelStatuses]}::text[])`);
  }
  for (const [key, value] of filter.metadata ?? []) where.push(metadataCondition(key, value));
  return where;
}

function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

/** How JavaScript and Python write them → JSON. */
const CONSTANTS: ReadonlyMap<string, string> = new Map([
  ...["true", "false", "null"].map((name) => [name, name] as const),
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
]);

/** `robot_id:3` means the number or the string: containment in any of the types it can be read as is one index each. */
function metadataCondition(key: string, value: string): RawBuilder<SqlBool> {
  const readings = [JSON.stringify(value)];
  // As text: a number of JavaScript would round the 19 digits of a timestamp.
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/.test(value)) readings.push(value);
  const constant = CONSTANTS.get(value);
  if (constant !== undefined) readings.push(constant);
  const tests = readings.map((reading) => sql<SqlBool>`s.metadata @> ${`{${JSON.stringify(key)}:${reading}}`}::jsonb`);
  return sql<SqlBool>`(${sql.join(tests, sql` or `)})`;
}

export interface NeighbourQuery {
  readonly datasetId: number;
  readonly sampleId: number;
  readonly filter: SampleFilter;
  readonly order: SampleOrder;
}

/**
 * What stands before and after a sample in a list, whether or not the filter lets the sample itself through: the list's own
 * keyset paging, one row in each direction. Undefined where the sample is gone.
 */
export async function findNeighbours(db: DbOrTx, query: NeighbourQuery): Promise<SampleNeighbours | undefined> {
  const { datasetId, sampleId, filter, order } = query;
  const sort = SORT_COLUMNS[order.key];
  const where = sql.join(conditionsOf(datasetId, filter), sql` and `);
  const { rows } = await sql<{ key: string | null; is_match: SqlBool }>`
    select ${sort === undefined ? sql`null` : sql`${sort.column}::text`} as key, (${where}) as is_match
    from sample s where s.id = ${sampleId}`.execute(db);
  const [self] = rows;
  if (self === undefined) return undefined;
  const backwards = { ...order, isDescending: !order.isDescending };
  const place = { key: self.key, id: sampleId };
  const nearest = async (direction: SampleOrder) => {
    const found = await sql<{ uuid: string; name: string }>`select s.uuid, s.name from sample s
      where ${where} and ${afterCursor(place, direction, sort)} order by ${orderOf(direction, sort)} limit 1`.execute(
      db,
    );
    return found.rows[0] ?? null;
  };
  const countBefore = async () => {
    const found = await sql<{ total: number }>`select count(*) as total from (select 1 from sample s
      where ${where} and ${afterCursor(place, backwards, sort)} limit ${MAX_COUNTED}) counted`.execute(db);
    return found.rows[0]?.total ?? 0;
  };
  const [previous, next, before, count] = await Promise.all([
    ...[nearest(backwards), nearest(order)],
    ...[countBefore(), countSamples(db, datasetId, filter)],
  ] as const);
  const position = before < MAX_COUNTED ? before + 1 : null;
  return { previous, next, is_match: Boolean(self.is_match), position, count: count ?? null };
}

/** Beyond this many matches a filtered list no longer says how many there are: counting would cost more than the page. */
const MAX_COUNTED = 100_000;

/** How many samples match: from the counters where they know it, else by counting up to a bound. */
export async function countSamples(db: DbOrTx, datasetId: number, filter: SampleFilter): Promise<number | undefined> {
  if (filter.nameContains === undefined && (filter.metadata ?? []).length === 0) {
    const statuses = filter.labelStatuses;
    const { rows } = await sql<{ total: number }>`select coalesce(sum(samples), 0)::bigint as total from dataset_count
      where dataset_id = ${datasetId} ${statuses === undefined ? sql`` : sql`and label_status = any(${[...statuses]}::text[])`}`.execute(
      db,
    );
    return rows[0]?.total ?? 0;
  }
  const where = sql.join(conditionsOf(datasetId, filter), sql` and `);
  const { rows } = await sql<{ total: number }>`select count(*) as total
    from (select 1 from sample s where ${where} limit ${MAX_COUNTED + 1}) counted`.execute(db);
  const total = rows[0]?.total ?? 0;
  return total > MAX_COUNTED ? undefined : total;
}

export async function findSampleJson(db: DbOrTx, id: number, context: SampleContext): Promise<string | undefined> {
  const { rows } =
    await sql<SampleRow>`${PREPARED} select ${sampleColumns(context)} from sample s ${sampleJoins(context)} where s.id = ${id}`.execute(
      db,
    );
  const row = rows[0];
  return row && sampleJson(row, context);
}

/** A sample's attributes, as stored text. */
export async function findSampleAttributes(db: DbOrTx, id: number): Promise<string | undefined> {
  const { rows } = await sql<{
    attributes: string;
  }>`${PREPARED} select attributes from sample where id = ${id}`.execute(db);
  return rows[0]?.attributes;
}

export interface SampleValues {
  readonly name?: string;
  /** UTF-8 JSON text, byte for byte as the client sent it. */
  readonly attributes?: Buffer;
  readonly metadata?: string;
  readonly priority?: number;
  readonly readme?: string;
  readonly assignedLabelerId?: number | null;
  readonly assignedReviewerId?: number | null;
}

export async function insertSample(
  tx: DbOrTx,
  sample: SampleValues & { datasetId: number; createdById: number; name: string; attributes: Buffer },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into sample (dataset_id, name, attributes, metadata, priority, readme, assigned_labeler_id, assigned_reviewer_id, created_by_id)
    values (${sample.datasetId}, ${sample.name}, ${sample.attributes}::json, ${sample.metadata ?? "{}"}::jsonb, ${sample.priority ?? 0},
      ${sample.readme ?? ""}, ${sample.assignedLabelerId ?? null}, ${sample.assignedReviewerId ?? null}, ${sample.createdById})
    returning id`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("The insert returned no row.");
  return row.id;
}

/** Ids of samples that were added together; others may lie between. */
export interface AddedRange {
  readonly fromId: number;
  readonly toId: number;
}

/**
 * Adds the samples of a bulk body, whose names may stand twice or exist already, and returns all of them in the body's
 * order. PostgreSQL takes the items apart, so that their JSON is stored as it came.
 */
export async function insertSamples(
  tx: DbOrTx,
  bulk: {
    readonly datasetId: number;
    readonly createdById: number;
    readonly body: Buffer;
    readonly assigneeIds: ReadonlyMap<string, number>;
  },
  context: SampleContext,
): Promise<{ readonly items: readonly string[]; readonly added: AddedRange | undefined }> {
  const assignees = JSON.stringify(Object.fromEntries(bulk.assigneeIds));
  const { rows: added } = await sql<{ from_id: number | null; to_id: number }>`with added as (
    insert into sample (dataset_id, name, attributes, metadata, priority, readme, assigned_labeler_id, assigned_reviewer_id, created_by_id)
    select ${bulk.datasetId}, e.item->>'name', e.item->'attributes', coalesce((e.item->'metadata')::jsonb, '{}'),
      coalesce((e.item->>'priority')::float8, 0), coalesce(e.item->>'readme', ''),
      (a.ids->>(e.item->>'assigned_labeler'))::bigint, (a.ids->>(e.item->>'assigned_reviewer'))::bigint, ${bulk.createdById}
    from json_array_elements(${bulk.body}::json) with ordinality as e (item, place), (select ${assignees}::jsonb as ids) a
    order by e.place
    on conflict (dataset_id, name) do nothing returning id
    ) select min(id) as from_id, max(id) as to_id from added`.execute(tx);
  const { rows } = await sql<SampleRow>`
    select ${COLUMNS} ${thumbnailParts(context).columns} from json_array_elements(${bulk.body}::json) with ordinality as e (item, place)
    join sample s on s.dataset_id = ${bulk.datasetId} and s.name = e.item->>'name' ${JOINS} ${thumbnailParts(context).join}
    order by e.place`.execute(tx);
  const [range] = added;
  return {
    items: rows.map((row) => sampleJson(row, context)),
    added: range === undefined || range.from_id === null ? undefined : { fromId: range.from_id, toId: range.to_id },
  };
}

export async function updateSample(tx: DbOrTx, id: number, changes: SampleValues): Promise<void> {
  const sets = [
    ...(changes.name === undefined ? [] : [sql`name = ${changes.name}`]),
    ...(changes.attributes === undefined ? [] : [sql`attributes = ${changes.attributes}::json`]),
    ...(changes.metadata === undefined ? [] : [sql`metadata = ${changes.metadata}::jsonb`]),
    ...(changes.priority === undefined ? [] : [sql`priority = ${changes.priority}`]),
    ...(changes.readme === undefined ? [] : [sql`readme = ${changes.readme}`]),
    ...(changes.assignedLabelerId === undefined ? [] : [sql`assigned_labeler_id = ${changes.assignedLabelerId}`]),
    ...(changes.assignedReviewerId === undefined ? [] : [sql`assigned_reviewer_id = ${changes.assignedReviewerId}`]),
    sql`updated_at = now()`,
  ];
  await sql`update sample set ${sql.join(sets)} where id = ${id}`.execute(tx);
}

/** Those of the samples that the dataset has, locked until the transaction ends. */
export async function lockSamples(tx: DbOrTx, datasetId: number, uuids: readonly string[]): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom("sample")
    .select("id")
    .where("dataset_id", "=", datasetId)
    .where("uuid", "=", sql<string>`any(${[...uuids]}::uuid[])`)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map((row) => row.id);
}

export async function deleteSamples(tx: DbOrTx, ids: readonly number[]): Promise<void> {
  await tx
    .deleteFrom("sample")
    .where("id", "=", sql<number>`any(${[...ids]}::bigint[])`)
    .execute();
}

/** Who can be assigned: the owner, collaborators, and an owning organization's administrators. Username → id. */
export async function findAssignees(
  db: DbOrTx,
  datasetId: number,
  usernames: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: number; username: string }>`
    select a.id, a.username from account a, dataset d
    where d.id = ${datasetId} and a.username = any(${[...usernames]}::text[])
      and dataset_role(d.id, d.owner_id, a.id) is not null`.execute(db);
  return new Map(rows.map((row) => [row.username, row.id]));
}
