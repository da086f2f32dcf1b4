import type { DatasetRole } from "@tessera/schema";
import { sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { jsonText, toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";
import { type Account, publicUserJson } from "../accounts/repository.js";
import { endWork } from "../queue/role-loss-repository.js";

function selectCollaborators(db: DbOrTx, datasetId: number) {
  return db
    .selectFrom("collaborator as c")
    .innerJoin("account as a", "a.id", "c.account_id")
    .select(["a.username", "a.created_at", "a.is_organization", "c.role"])
    .where("c.dataset_id", "=", datasetId);
}

export function collaboratorJson(
  user: Pick<Account, "username" | "created_at" | "is_organization">,
  role: DatasetRole,
) {
  return toJson({ user: jsonText(publicUserJson(user)), role });
}

export async function listCollaboratorsJson(db: DbOrTx, datasetId: number, page: Page): Promise<PageResult> {
  const [rows, count] = await Promise.all([
    selectCollaborators(db, datasetId).orderBy("a.username").limit(page.size).offset(page.offset).execute(),
    countCollaborators(db, datasetId),
  ]);
  return { items: rows.map((row) => collaboratorJson(row, row.role)), total: count };
}

/** Until the transaction ends. Reading and working on the dataset go on. */
export async function lockDataset(tx: DbOrTx, datasetId: number): Promise<void> {
  await tx.selectFrom("dataset").select("id").where("id", "=", datasetId).forNoKeyUpdate().execute();
}

export async function countCollaborators(db: DbOrTx, datasetId: number): Promise<number> {
  const row = await db
    .selectFrom("collaborator")
    .select((eb) => eb.fn.countAll<number>().as("total"))
    .where("dataset_id", "=", datasetId)
    .executeTakeFirstOrThrow();
  return row.total;
}

export async function findRole(db: DbOrTx, datasetId: number, accountId: number): Promise<DatasetRole | undefined> {
  const row = await db
    .selectFrom("collaborator")
    .select("role")
    .where("dataset_id", "=", datasetId)
    .where("account_id", "=", accountId)
    .executeTakeFirst();
  return row?.role;
}

export async function insertCollaborator(tx: DbOrTx, datasetId: number, accountId: number, role: DatasetRole) {
  await tx.insertInto("collaborator").values({ dataset_id: datasetId, account_id: accountId, role }).execute();
}

export async function updateCollaborator(tx: DbOrTx, datasetId: number, accountId: number, role: DatasetRole) {
  await tx
    .updateTable("collaborator")
    .set({ role })
    .where("dataset_id", "=", datasetId)
    .where("account_id", "=", accountId)
    .execute();
  await endWork(tx, accountId, { datasetId });
}

export async function deleteCollaborator(tx: DbOrTx, datasetId: number, accountId: number): Promise<void> {
  await tx.deleteFrom("collaborator").where("dataset_id", "=", datasetId).where("account_id", "=", accountId).execute();
  await endAssignments(tx, accountId);
  await endWork(tx, accountId, { datasetId });
}

/**
 * Ends the assignments of an account on datasets where it has lost its role: nobody can work on a sample that is kept
 * for somebody who left.
 */
export async function endAssignments(tx: DbOrTx, accountId: number): Promise<void> {
  for (const column of [sql.ref("assigned_labeler_id"), sql.ref("assigned_reviewer_id")]) {
    await sql`update sample set ${column} = null where ${column} = ${accountId} and dataset_id in (
      select d.id from dataset d where dataset_role(d.id, d.owner_id, ${accountId}) is null
        and exists (select 1 from sample s where s.dataset_id = d.id and s.${column} = ${accountId}))`.execute(tx);
  }
}
