import { sql } from "kysely";
import type { DbOrTx, Tx } from "../../database/database.js";
import { isStorableText } from "../../database/storable-text.js";
import { jsonText, toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";

/** Organizations without another administrator who can sign in, by name. */
const soleAdministratorOf = sql<string>`(select coalesce(json_agg(o.username order by o.username), '[]')
  from organization_member m join account o on o.id = m.organization_id
  where m.account_id = account.id and m.role = 'administrator' and not exists (
    select from organization_member other join account a on a.id = other.account_id
    where other.organization_id = m.organization_id and other.role = 'administrator' and a.id <> account.id
      and a.disabled_at is null))`.as("sole_administrator_of");

function selectServerUsers(db: DbOrTx) {
  return db
    .selectFrom("account")
    .select(["username", "email", "created_at", "is_server_administrator", "disabled_at", soleAdministratorOf]);
}

type ServerUserRow = Awaited<ReturnType<ReturnType<typeof selectServerUsers>["executeTakeFirstOrThrow"]>>;

function serverUserJson({ sole_administrator_of: organizations, ...account }: ServerUserRow): string {
  return toJson({ ...account, sole_administrator_of: jsonText(organizations) });
}

export async function getServerUserJson(db: DbOrTx, accountId: number): Promise<string> {
  return serverUserJson(await selectServerUsers(db).where("id", "=", accountId).executeTakeFirstOrThrow());
}

/** The names of the organizations that nobody but this account could administrate. */
export async function listSoleAdministratorOf(db: DbOrTx, accountId: number): Promise<readonly string[]> {
  const row = await selectServerUsers(db).where("id", "=", accountId).executeTakeFirstOrThrow();
  return JSON.parse(row.sole_administrator_of) as string[];
}

/** People's accounts by name; `search` stands anywhere in the username or the email address, in any case. */
export async function listServerUsersJson(db: DbOrTx, search: string, page: Page): Promise<PageResult> {
  if (!isStorableText(search)) return { items: [], total: 0 };
  const isFound =
    search === ""
      ? sql<boolean>`not is_organization`
      : sql<boolean>`not is_organization
        and (strpos(lower(username), lower(${search})) > 0 or strpos(lower(coalesce(email, '')), lower(${search})) > 0)`;
  const [rows, count] = await Promise.all([
    selectServerUsers(db).where(isFound).orderBy("username").limit(page.size).offset(page.offset).execute(),
    db
      .selectFrom("account")
      .where(isFound)
      .select((eb) => eb.fn.countAll<number>().as("total"))
      .executeTakeFirstOrThrow(),
  ]);
  return { items: rows.map(serverUserJson), total: count.total };
}

/** The administrators who are not disabled, locked until the transaction ends, so that no two of them go at once. */
export async function lockAdministrators(tx: Tx): Promise<readonly number[]> {
  const rows = await tx
    .selectFrom("account")
    .select("id")
    .where("is_server_administrator", "=", true)
    .where("disabled_at", "is", null)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

export async function updateAdministrator(tx: Tx, accountId: number, isAdministrator: boolean): Promise<void> {
  await tx
    .updateTable("account")
    .set({ is_server_administrator: isAdministrator })
    .where("id", "=", accountId)
    .execute();
}

export async function updateDisabled(tx: Tx, accountId: number, isDisabled: boolean): Promise<void> {
  await tx
    .updateTable("account")
    .set({ disabled_at: isDisabled ? sql<string>`now()` : null })
    .where("id", "=", accountId)
    .execute();
}

/** Gives all samples that the account holds back to their queues. */
export async function deleteLeases(tx: Tx, accountId: number): Promise<void> {
  await tx.deleteFrom("lease").where("account_id", "=", accountId).execute();
}

/** Whose key has this uuid. */
export async function findKeyOwner(tx: Tx, uuid: string): Promise<{ id: number; username: string } | undefined> {
  return tx
    .selectFrom("api_key as k")
    .innerJoin("account as a", "a.id", "k.account_id")
    .select(["a.id", "a.username"])
    .where("k.uuid", "=", uuid)
    .executeTakeFirst();
}
