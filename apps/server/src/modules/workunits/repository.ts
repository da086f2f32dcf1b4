import { type SqlBool, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { jsonText, toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";

export async function listWorkunitsJson(
  db: DbOrTx,
  query: {
    readonly datasetId: number;
    /** ISO 8601 times, both included. */
    readonly start?: string;
    readonly end?: string;
    readonly isDescending: boolean;
    readonly withSessionTimeMetrics: boolean;
    readonly page: Page;
  },
): Promise<PageResult> {
  const conditions = [
    sql<SqlBool>`w.dataset_id = ${query.datasetId}`,
    ...(query.start === undefined ? [] : [sql<SqlBool>`w.created_at >= ${query.start}`]),
    ...(query.end === undefined ? [] : [sql<SqlBool>`w.created_at <= ${query.end}`]),
  ];
  const where = sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
  const direction = query.isDescending ? "desc" : "asc";
  const [rows, count] = await Promise.all([
    db
      .selectFrom("workunit as w")
      .innerJoin("account as a", "a.id", "w.created_by_id")
      .selectAll("w")
      .select("a.username as created_by")
      .where(where)
      .orderBy("w.created_at", direction)
      .orderBy("w.id", direction)
      .limit(query.page.size)
      .offset(query.page.offset)
      .execute(),
    db
      .selectFrom("workunit as w")
      .select((eb) => eb.fn.countAll<number>().as("total"))
      .where(where)
      .executeTakeFirstOrThrow(),
  ]);
  const items = rows.map((row) =>
    toJson({
      uuid: row.uuid,
      created_at: row.created_at,
      created_by: row.created_by,
      work_type: row.work_type,
      next_label_status: row.next_label_status,
      time: row.time_ms,
      inactive_time: row.inactive_time_ms,
      sample_uuid: row.sample_uuid,
      sample_name: row.sample_name,
      label_rating: row.label_rating,
      session_time_metrics: query.withSessionTimeMetrics ? jsonText(row.session_time_metrics ?? "{}") : undefined,
    }),
  );
  return { items, total: count.total };
}
