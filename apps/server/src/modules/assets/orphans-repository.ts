import { sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";

export interface AssetFile {
  readonly uuid: string;
  readonly key: string;
  readonly filename: string;
  readonly owner: string;
  readonly created_at: string;
}

/** Every text that may hold the url of an asset. */
const TEXTS = sql`
  select attributes::text as text from sample union all select attributes::text from label_content
  union all select content::text from label_draft
  union all select metadata::text from sample union all select readme from sample
  union all select description || ' ' || readme || ' ' || metadata::text || ' ' || task_attributes::text from dataset
  union all select description from issue union all select text from issue_comment`;

/**
 * Uploads that nothing refers to: no sample, no label or earlier version of one, no readme, issue or comment. All texts are
 * read, so it takes as long as reading the database.
 *
 * @param which `deleted`: those alone whose sample or label was deleted so many days ago. `all`: also those that were
 *   uploaded so many days ago and never used, or replaced by others.
 */
export async function listOrphans(db: DbOrTx, which: "deleted" | "all", days: number): Promise<readonly AssetFile[]> {
  const since = which === "all" ? sql`coalesce(a.unused_since, a.created_at)` : sql`a.unused_since`;
  const { rows } = await sql<AssetFile>`
    with due as materialized (
      select a.uuid, a.key, a.filename, a.account_id, a.created_at from asset a
      where ${since} <= now() - make_interval(days => ${days})),
    used as materialized (
      select distinct id from (select 1 from due limit 1) any_due, (${TEXTS}) t, asset_ids_in(t.text) id)
    select due.uuid, due.key, due.filename, o.username as owner, due.created_at
    from due join account o on o.id = due.account_id
    where not exists (select from used where used.id = left(due.key, 32))
    order by due.created_at, due.uuid`.execute(db);
  return rows;
}

/** Those that are due but referred to after all, by a clone for one, are no longer counted as unused. */
export async function keepUsedAssets(db: DbOrTx, orphans: readonly AssetFile[], days: number): Promise<void> {
  await db
    .updateTable("asset")
    .set({ unused_since: null })
    .where("unused_since", "<=", sql<string>`now() - make_interval(days => ${days})`)
    .where(sql<boolean>`uuid <> all(${orphans.map(({ uuid }) => uuid)}::uuid[])`)
    .execute();
}

export async function deleteAssetRow(tx: DbOrTx, uuid: string): Promise<void> {
  await tx.deleteFrom("asset").where("uuid", "=", uuid).execute();
}

/** The key of an upload of this account; undefined where there is none. */
export async function takeOwnAsset(tx: DbOrTx, uuid: string, accountId: number): Promise<string | undefined> {
  const row = await tx
    .deleteFrom("asset")
    .where("uuid", "=", uuid)
    .where("account_id", "=", accountId)
    .returning("key")
    .executeTakeFirst();
  return row?.key;
}
