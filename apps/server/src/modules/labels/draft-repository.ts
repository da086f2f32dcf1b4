import type { LabelDraft } from "@tessera/schema";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { PREPARED } from "../../database/prepared.js";
import { jsonText, toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";

/** Whose draft, and of which label. */
export interface DraftKey {
  readonly accountId: number;
  readonly sampleId: number;
  readonly labelsetId: number;
}

export interface DraftValues {
  readonly labelVersion: number;
  readonly format: string;
  readonly client: string;
  readonly objectCount: number;
  /** UTF-8 JSON text. */
  readonly content: Buffer;
}

/** For so long the work of somebody who may no longer label is kept: they may be let in again. */
const LEFT_DRAFT_DAYS = 30;

const COLUMNS = sql`o.username || '/' || ds.name as dataset_full_name, s.uuid as sample_uuid, s.name as sample_name,
  ls.name as labelset, d.revision, d.label_version, d.format, d.client, d.object_count, d.bytes, d.created_at, d.updated_at`;
const SOURCE = sql`label_draft d join sample s on s.id = d.sample_id join labelset ls on ls.id = d.labelset_id
  join dataset ds on ds.id = s.dataset_id join account o on o.id = ds.owner_id`;

const isDraft = ({ accountId, sampleId, labelsetId }: DraftKey) =>
  sql<SqlBool>`d.account_id = ${accountId} and d.sample_id = ${sampleId} and d.labelset_id = ${labelsetId}`;

/** Whether the draft's author may label the dataset `ds`: by a role, or because it is open to everybody. */
const mayLabel: RawBuilder<SqlBool> = sql`(ds.deleted_at is null and (
  (ds.public and (ds.noncollaborator_can_label or ds.noncollaborator_can_review))
  or coalesce(dataset_role(ds.id, ds.owner_id, d.account_id), 'viewer') <> 'viewer'))`;

/** A draft without its content. */
export async function findDraft(db: DbOrTx, key: DraftKey): Promise<LabelDraft | undefined> {
  const { rows } = await sql<LabelDraft>`${PREPARED} select ${COLUMNS} from ${SOURCE} where ${isDraft(key)}`.execute(
    db,
  );
  return rows[0];
}

/** The JSON of a draft with its content, of the revision that was found. */
export async function findDraftContentJson(db: DbOrTx, key: DraftKey): Promise<string | undefined> {
  const { rows } = await sql<LabelDraft & { content: string }>`${PREPARED}
    select ${COLUMNS}, d.content from ${SOURCE} where ${isDraft(key)}`.execute(db);
  const [row] = rows;
  return row && toJson({ ...row, content: jsonText(row.content) });
}

/** Writes a draft over the revision that its author has seen (0: none). False where another one, or none, is there. */
export async function writeDraft(db: DbOrTx, key: DraftKey, seen: number, draft: DraftValues): Promise<boolean> {
  const values = sql`${draft.labelVersion}, ${draft.format}, ${draft.client}, ${draft.objectCount}, ${draft.content.length}, ${draft.content}::json`;
  const { numAffectedRows } =
    seen === 0
      ? await sql`insert into label_draft
            (account_id, sample_id, labelset_id, label_version, format, client, object_count, bytes, content)
          values (${key.accountId}, ${key.sampleId}, ${key.labelsetId}, ${values})
          on conflict (account_id, sample_id, labelset_id) do nothing`.execute(db)
      : await sql`update label_draft d set
            (label_version, format, client, object_count, bytes, content, revision, updated_at)
            = row (${values}, nextval('label_draft_revision'), now())
          where ${isDraft(key)} and d.revision = ${seen}`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Deletes a draft, or only a certain revision of it. False where it is not there. */
export async function deleteDraft(db: DbOrTx, key: DraftKey, revision?: number): Promise<boolean> {
  const which = revision === undefined ? sql`true` : sql`d.revision = ${revision}`;
  const { numAffectedRows } =
    await sql`${PREPARED} delete from label_draft d where ${isDraft(key)} and ${which}`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Somebody's drafts, the last written first, of datasets that they may still label. */
export async function listDraftsJson(db: DbOrTx, accountId: number, page: Page): Promise<PageResult> {
  const where = sql`d.account_id = ${accountId} and ${mayLabel}`;
  const [list, count] = await Promise.all([
    sql<LabelDraft>`select ${COLUMNS} from ${SOURCE} where ${where}
      order by d.revision desc limit ${page.size} offset ${page.offset}`.execute(db),
    sql<{ total: number }>`select count(*) as total from ${SOURCE} where ${where}`.execute(db),
  ]);
  return { items: list.rows.map((row) => toJson(row)), total: count.rows[0]?.total ?? 0 };
}

/** Deletes the drafts of people who lost the right to label long ago. */
export async function forgetLeftDrafts(db: DbOrTx): Promise<void> {
  await sql`delete from label_draft d using sample s, dataset ds
    where s.id = d.sample_id and ds.id = s.dataset_id
      and d.updated_at < now() - make_interval(days => ${LEFT_DRAFT_DAYS}) and not ${mayLabel}`.execute(db);
}
