import type { LabelStatus, WorkType } from "@tessera/schema";
import { type Selectable, type SqlBool, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { PREPARED } from "../../database/prepared.js";
import type { Database } from "../../database/schema.js";
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
  const items = rows.map((row) => workunitJson(row, query));
  return { items, total: count.total };
}

/** A workunit's columns as the wire's Workunit needs them. */
type WorkunitRow = Omit<Selectable<Database["workunit"]>, "id" | "dataset_id" | "sample_id" | "created_by_id"> & {
  readonly created_by: string;
};

function workunitJson(row: WorkunitRow, options: { readonly withSessionTimeMetrics: boolean }): string {
  return toJson({
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
    session_time_metrics: options.withSessionTimeMetrics ? jsonText(row.session_time_metrics ?? "{}") : undefined,
  });
}

export interface NewWorkunit {
  readonly datasetId: number;
  readonly sampleId: number;
  readonly sampleUuid: string;
  readonly sampleName: string;
  readonly createdById: number;
  readonly createdBy: string;
  readonly workType: WorkType;
  readonly nextLabelStatus: LabelStatus;
  readonly timeMs: number;
  readonly inactiveTimeMs: number;
  readonly labelRating: number | null;
  /** JSON text. */
  readonly sessionTimeMetrics: string | null;
}

/** Writes a workunit down. Answers its JSON. */
export async function insertWorkunit(tx: DbOrTx, work: NewWorkunit): Promise<string> {
  const { rows } = await sql<Omit<WorkunitRow, "created_by">>`${PREPARED}
    insert into workunit (dataset_id, sample_id, sample_uuid, sample_name, created_by_id, work_type, next_label_status,
      time_ms, inactive_time_ms, label_rating, session_time_metrics)
    values (${work.datasetId}, ${work.sampleId}, ${work.sampleUuid}, ${work.sampleName}, ${work.createdById}, ${work.workType},
      ${work.nextLabelStatus}, ${work.timeMs}, ${work.inactiveTimeMs}, ${work.labelRating}, ${work.sessionTimeMetrics}::json)
    returning *`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error("The insert returned no row.");
  return workunitJson(
    { ...row, created_by: work.createdBy },
    { withSessionTimeMetrics: work.sessionTimeMetrics !== null },
  );
}
