import { type Selectable, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { PREPARED } from "../../database/prepared.js";
import type { Database } from "../../database/schema.js";
import { isStorableText } from "../../database/storable-text.js";
import { toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";

export type Labelset = Selectable<Database["labelset"]>;

export function labelsetJson(labelset: Labelset): string {
  return toJson({
    name: labelset.name,
    description: labelset.description,
    is_groundtruth: labelset.is_groundtruth,
    created_at: labelset.created_at,
  });
}

export async function findLabelset(db: DbOrTx, datasetId: number, name: string): Promise<Labelset | undefined> {
  if (!isStorableText(name)) return undefined;
  const { rows } = await sql<Labelset>`${PREPARED} select * from labelset
    where dataset_id = ${datasetId} and name = ${name}`.execute(db);
  return rows[0];
}

export async function listLabelsetsJson(db: DbOrTx, datasetId: number, page: Page): Promise<PageResult> {
  const [rows, count] = await Promise.all([
    db
      .selectFrom("labelset")
      .selectAll()
      .where("dataset_id", "=", datasetId)
      .orderBy("id")
      .limit(page.size)
      .offset(page.offset)
      .execute(),
    db
      .selectFrom("labelset")
      .select((eb) => eb.fn.countAll<number>().as("total"))
      .where("dataset_id", "=", datasetId)
      .executeTakeFirstOrThrow(),
  ]);
  return { items: rows.map(labelsetJson), total: count.total };
}

export async function insertLabelset(
  tx: DbOrTx,
  labelset: { readonly datasetId: number; readonly name: string; readonly description: string },
): Promise<Labelset> {
  return tx
    .insertInto("labelset")
    .values({ dataset_id: labelset.datasetId, name: labelset.name, description: labelset.description })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Deletes a labelset with its labels and their history. */
export async function deleteLabelset(tx: DbOrTx, id: number): Promise<void> {
  await tx
    .deleteFrom("label_content")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("label_version")
        .select((e) => e.ref("content_id").$notNull().as("id"))
        .where("labelset_id", "=", id)
        .where("content_id", "is not", null),
    )
    .execute();
  await tx.deleteFrom("labelset").where("id", "=", id).execute();
}
