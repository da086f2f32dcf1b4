import type { LabelOperation, LabelStatus } from "@tessera/schema";
import { sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { jsonText, toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";
import type { LabelKey } from "./repository.js";

interface VersionRow {
  version: number;
  operation: LabelOperation;
  label_status: LabelStatus | null;
  score: number | null;
  rating: number | null;
  saved_at: string;
  saved_by: string;
  is_current: boolean;
  reason: string | null;
  attributes?: string | null;
}

const COLUMNS = sql`v.version, v.operation, v.label_status, v.score, v.rating, v.saved_at, a.username as saved_by,
  coalesce(l.version = v.version, false) as is_current, v.reason`;

const JOINS = sql`join account a on a.id = v.saved_by_id
  left join label l on l.sample_id = v.sample_id and l.labelset_id = v.labelset_id`;

function versionJson(row: VersionRow): string {
  const { version, operation, label_status, score, rating, saved_at, saved_by, is_current, reason, attributes } = row;
  return toJson({
    ...{ version, operation, label_status, score, rating, saved_at, saved_by, is_current, reason },
    ...(attributes !== undefined && { attributes: jsonText(attributes) }),
  });
}

/** Every write of a label, newest first, the deletions too. */
export async function listVersionsJson(db: DbOrTx, key: LabelKey, page: Page): Promise<PageResult> {
  const where = sql`v.sample_id = ${key.sampleId} and v.labelset_id = ${key.labelsetId}`;
  const [list, count] = await Promise.all([
    sql<VersionRow>`select ${COLUMNS} from label_version v ${JOINS} where ${where}
      order by v.version desc limit ${page.size} offset ${page.offset}`.execute(db),
    sql<{ total: number }>`select count(*) as total from label_version v where ${where}`.execute(db),
  ]);
  return { items: list.rows.map(versionJson), total: count.rows[0]?.total ?? 0 };
}

/** One write of a label with what was written. */
export async function findVersionJson(db: DbOrTx, key: LabelKey, version: number): Promise<string | undefined> {
  const { rows } = await sql<VersionRow>`select ${COLUMNS}, c.attributes from label_version v ${JOINS}
    left join label_content c on c.id = v.content_id
    where v.sample_id = ${key.sampleId} and v.labelset_id = ${key.labelsetId} and v.version = ${version}`.execute(db);
  return rows[0] && versionJson(rows[0]);
}

/** What a version was; undefined when there is none of that number. */
export async function findVersion(db: DbOrTx, key: LabelKey, version: number) {
  return db
    .selectFrom("label_version")
    .select(["label_status", "content_id"])
    .where("sample_id", "=", key.sampleId)
    .where("labelset_id", "=", key.labelsetId)
    .where("version", "=", version)
    .executeTakeFirst();
}
