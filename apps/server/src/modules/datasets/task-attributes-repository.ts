import type { CategoryUsage } from "@tessera/schema";
import { sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { jsonText, toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";

/** Task attributes and removed categories as JSON text; locked until the transaction ends. Undefined when the dataset is gone. */
export async function lockTaskAttributes(
  tx: DbOrTx,
  datasetId: number,
): Promise<{ task_attributes: string; removed_categories: string } | undefined> {
  return tx
    .selectFrom("dataset")
    .select(["task_attributes", "removed_categories"])
    .where("id", "=", datasetId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Whether a label was ever saved in a dataset. */
export async function hasLabels(db: DbOrTx, datasetId: number): Promise<boolean> {
  const { rows } = await sql`select from sample s join label_version v on v.sample_id = s.id
    where s.dataset_id = ${datasetId} limit 1`.execute(db);
  return rows.length > 0;
}

/** How many objects, in how many samples, the current labels of a dataset have of each category. */
export async function countCategoryUsage(db: DbOrTx, datasetId: number): Promise<CategoryUsage[]> {
  const { rows } = await sql<CategoryUsage>`
    with used as (
      select (a->>'category_id')::numeric::bigint as id, s.id as sample_id, count(*) as objects
      from sample s join label l on l.sample_id = s.id join label_content c on c.id = l.content_id,
        lateral label_annotations(c.attributes) a
      where s.dataset_id = ${datasetId} and json_typeof(a->'category_id') = 'number' group by 1, 2)
    select id, sum(objects)::bigint as objects, count(*) as samples from used group by id order by id`.execute(db);
  return rows;
}

/** Keeps the present task attributes as a version, with who saved them. */
export async function keepTaskAttributes(tx: DbOrTx, datasetId: number, accountId: number): Promise<void> {
  await sql`insert into task_attributes_version (dataset_id, task_attributes, saved_by_id)
    select id, task_attributes, ${accountId} from dataset where id = ${datasetId}`.execute(tx);
}

/** Every version of a dataset's task attributes, the newest first. */
export async function listTaskAttributesJson(db: DbOrTx, datasetId: number, page: Page): Promise<PageResult> {
  const [rows, count] = await Promise.all([
    db
      .selectFrom("task_attributes_version as v")
      .innerJoin("account as a", "a.id", "v.saved_by_id")
      .select(["v.task_attributes", "v.saved_at", "a.username as saved_by"])
      .where("v.dataset_id", "=", datasetId)
      .orderBy("v.id", "desc")
      .limit(page.size)
      .offset(page.offset)
      .execute(),
    db
      .selectFrom("task_attributes_version")
      .select((eb) => eb.fn.countAll<number>().as("total"))
      .where("dataset_id", "=", datasetId)
      .executeTakeFirstOrThrow(),
  ]);
  const items = rows.map((row) => toJson({ ...row, task_attributes: jsonText(row.task_attributes) }));
  return { items, total: count.total };
}
