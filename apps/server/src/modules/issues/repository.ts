import type { IssueKind, IssueStatus } from "@tessera/schema";
import { type SqlBool, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { jsonText, toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";

export interface IssueFilter {
  readonly sampleId?: number;
  readonly status?: IssueStatus;
  /** An issue matches with any of them. */
  readonly tags?: readonly string[];
}

export interface IssueChanges {
  readonly description?: string;
  readonly status?: IssueStatus;
  /** JSON text; null clears. */
  readonly anchor?: string | null;
  readonly tags?: readonly string[];
}

function selectIssues(db: DbOrTx) {
  return db
    .selectFrom("issue as i")
    .innerJoin("sample as s", "s.id", "i.sample_id")
    .innerJoin("account as creator", "creator.id", "i.created_by_id")
    .innerJoin("account as updater", "updater.id", "i.updated_by_id")
    .select([
      "i.uuid",
      "i.kind",
      "i.description",
      "i.status",
      "i.anchor",
      "i.object_deleted_at",
      "i.tags",
      "i.created_at",
      "i.updated_at",
    ])
    .select(["s.uuid as sample_uuid", "s.name as sample_name"])
    .select(["creator.username as created_by", "updater.username as updated_by"])
    .select(
      sql<string | null>`(select json_agg(json_build_object(
          'created_at', to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'created_by', a.username, 'text', c.text)
          order by c.id) from issue_comment c join account a on a.id = c.created_by_id where c.issue_id = i.id)`.as(
        "comments",
      ),
    );
}

type IssueRow = Awaited<ReturnType<ReturnType<typeof selectIssues>["executeTakeFirstOrThrow"]>>;

function issueJson(row: IssueRow): string {
  return toJson({
    uuid: row.uuid,
    kind: row.kind,
    description: row.description,
    created_at: row.created_at,
    updated_at: row.updated_at,
    created_by: row.created_by,
    updated_by: row.updated_by,
    status: row.status,
    comments: jsonText(row.comments ?? "[]"),
    anchor: jsonText(row.anchor),
    object_deleted_at: row.object_deleted_at,
    tags: row.tags,
    sample_uuid: row.sample_uuid,
    sample_name: row.sample_name,
  });
}

export async function listIssuesJson(
  db: DbOrTx,
  datasetId: number,
  filter: IssueFilter,
  page: Page,
): Promise<PageResult> {
  const conditions = [
    sql<SqlBool>`i.dataset_id = ${datasetId}`,
    ...(filter.sampleId === undefined ? [] : [sql<SqlBool>`i.sample_id = ${filter.sampleId}`]),
    ...(filter.status === undefined ? [] : [sql<SqlBool>`i.status = ${filter.status}`]),
    ...(filter.tags === undefined ? [] : [sql<SqlBool>`i.tags && ${[...filter.tags]}::text[]`]),
  ];
  const where = sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
  const [rows, count] = await Promise.all([
    selectIssues(db).where(where).orderBy("i.id").limit(page.size).offset(page.offset).execute(),
    db
      .selectFrom("issue as i")
      .select((eb) => eb.fn.countAll<number>().as("total"))
      .where(where)
      .executeTakeFirstOrThrow(),
  ]);
  return { items: rows.map(issueJson), total: count.total };
}

export async function getIssueJson(db: DbOrTx, id: number): Promise<string> {
  return issueJson(await selectIssues(db).where("i.id", "=", id).executeTakeFirstOrThrow());
}

/** Why a sample was rejected last, as long as nobody has accepted it or resolved the issue. */
export async function findRejectionJson(db: DbOrTx, sampleId: number): Promise<string | undefined> {
  const row = await selectIssues(db)
    .where("i.sample_id", "=", sampleId)
    // Literals, so that the partial index is found for them.
    .where(sql<SqlBool>`i.kind = 'rejection' and i.status = 'OPEN'`)
    .orderBy("i.id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && issueJson(row);
}

export async function insertIssue(
  tx: DbOrTx,
  issue: IssueChanges & {
    readonly datasetId: number;
    readonly sampleId: number;
    readonly createdById: number;
    readonly description: string;
    readonly status: IssueStatus;
    readonly kind?: IssueKind;
  },
): Promise<number> {
  const row = await tx
    .insertInto("issue")
    .values({
      dataset_id: issue.datasetId,
      sample_id: issue.sampleId,
      description: issue.description,
      status: issue.status,
      ...(issue.kind && { kind: issue.kind }),
      anchor: issue.anchor ?? null,
      tags: [...(issue.tags ?? [])],
      created_by_id: issue.createdById,
      updated_by_id: issue.createdById,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function updateIssue(tx: DbOrTx, id: number, updatedById: number, changes: IssueChanges): Promise<void> {
  const { tags, ...rest } = changes;
  await tx
    .updateTable("issue")
    .set({
      ...rest,
      // Another anchor, another object.
      ...(changes.anchor !== undefined && { object_deleted_at: null }),
      ...(tags && { tags: [...tags] }),
      updated_by_id: updatedById,
      updated_at: sql<string>`now()`,
    })
    .where("id", "=", id)
    .execute();
}

export async function deleteIssue(tx: DbOrTx, id: number): Promise<void> {
  await tx.deleteFrom("issue").where("id", "=", id).execute();
}

export async function insertComment(tx: DbOrTx, issueId: number, createdById: number, text: string): Promise<void> {
  await tx.insertInto("issue_comment").values({ issue_id: issueId, created_by_id: createdById, text }).execute();
}
