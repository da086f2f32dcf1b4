import type { DatasetRole } from "@tessera/schema";
import type { DbOrTx } from "../../database/database.js";
import { jsonText, toJson } from "../../http/json-text.js";
import { type Account, type Membership, publicUserJson } from "../accounts/repository.js";
import { endAssignments } from "../collaborators/repository.js";
import { endWork } from "../queue/role-loss-repository.js";

export async function insertOrganization(
  tx: DbOrTx,
  organization: { readonly username: string; readonly createdById: number },
): Promise<Account> {
  const account = await tx
    .insertInto("account")
    .values({
      username: organization.username,
      is_organization: true,
      created_by_id: organization.createdById,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await insertMember(tx, account.id, organization.createdById, {
    role: "administrator",
    default_dataset_role: "admin",
  });
  return account;
}

type MemberSettings = Pick<Membership, "role" | "default_dataset_role">;

export async function insertMember(
  tx: DbOrTx,
  organizationId: number,
  accountId: number,
  settings: MemberSettings,
): Promise<void> {
  await tx
    .insertInto("organization_member")
    .values({ organization_id: organizationId, account_id: accountId, ...settings })
    .execute();
}

/** Makes an account an administrator, whether it is a member or not. */
export async function putAdministrator(tx: DbOrTx, organizationId: number, accountId: number): Promise<void> {
  await tx
    .insertInto("organization_member")
    .values({
      ...{
        organization_id: organizationId,
        account_id: accountId,
        role: "administrator",
        default_dataset_role: "admin",
      },
    })
    .onConflict((conflict) =>
      conflict.columns(["organization_id", "account_id"]).doUpdateSet({ role: "administrator" }),
    )
    .execute();
}

export async function updateMember(
  tx: DbOrTx,
  organizationId: number,
  accountId: number,
  settings: Partial<MemberSettings>,
): Promise<void> {
  if (Object.keys(settings).length === 0) return;
  await tx
    .updateTable("organization_member")
    .set(settings)
    .where("organization_id", "=", organizationId)
    .where("account_id", "=", accountId)
    .execute();
  // Who is no administrator any more may have lost the role that came with it.
  if (settings.role !== "member") return;
  await endAssignments(tx, accountId);
  await endWork(tx, accountId, { ownerId: organizationId });
}

/** Ends a membership and, with it, the access to the organization's datasets. Work and names on it stay. */
export async function deleteMember(tx: DbOrTx, organizationId: number, accountId: number): Promise<void> {
  await tx
    .deleteFrom("collaborator")
    .where("account_id", "=", accountId)
    .where("dataset_id", "in", (eb) => eb.selectFrom("dataset").select("id").where("owner_id", "=", organizationId))
    .execute();
  await tx
    .deleteFrom("organization_member")
    .where("organization_id", "=", organizationId)
    .where("account_id", "=", accountId)
    .execute();
  await endAssignments(tx, accountId);
  await endWork(tx, accountId, { ownerId: organizationId });
}

/** The administrators who are not disabled; locked, so that the last two cannot leave at the same moment. */
export async function lockAdministrators(tx: DbOrTx, organizationId: number): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom("organization_member as m")
    .innerJoin("account as a", "a.id", "m.account_id")
    .select(["m.account_id", "a.disabled_at"])
    .where("m.organization_id", "=", organizationId)
    .where("m.role", "=", "administrator")
    .orderBy("m.account_id")
    .forUpdate("m")
    .execute();
  return rows.flatMap((row) => (row.disabled_at === null ? [row.account_id] : []));
}

export async function listMembersJson(db: DbOrTx, organizationId: number): Promise<readonly string[]> {
  const rows = await selectMembers(db, organizationId).orderBy("a.username").execute();
  return rows.map(memberJson);
}

export async function findMemberJson(
  db: DbOrTx,
  organizationId: number,
  accountId: number,
): Promise<string | undefined> {
  const row = await selectMembers(db, organizationId).where("m.account_id", "=", accountId).executeTakeFirst();
  return row === undefined ? undefined : memberJson(row);
}

function selectMembers(db: DbOrTx, organizationId: number) {
  return db
    .selectFrom("organization_member as m")
    .innerJoin("account as a", "a.id", "m.account_id")
    .select(["a.username", "a.created_at", "a.is_organization", "m.role", "m.default_dataset_role"])
    .select("m.created_at as member_since")
    .where("m.organization_id", "=", organizationId);
}

function memberJson(row: {
  username: string;
  created_at: string;
  is_organization: boolean;
  role: Membership["role"];
  default_dataset_role: DatasetRole | "none";
  member_since: string;
}): string {
  return toJson({
    user: jsonText(publicUserJson(row)),
    role: row.role,
    default_dataset_role: row.default_dataset_role,
    created_at: row.member_since,
  });
}
