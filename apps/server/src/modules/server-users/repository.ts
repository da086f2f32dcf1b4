import { sql } from "kysely";
import type { DbOrTx, Tx } from "../../database/database.js";
import { isStorableText } from "../../database/storable-text.js";
import { toJson } from "../../http/json-text.js";
import type { Page, PageResult } from "../../http/paging.js";
import type { Account } from "../accounts/repository.js";

type ServerUser = Pick<Account, "username" | "email" | "created_at" | "is_server_administrator" | "disabled_at">;

export function serverUserJson(account: ServerUser): string {
  const { username, email, created_at, is_server_administrator, disabled_at } = account;
  return toJson({ username, email, created_at, is_server_administrator, disabled_at });
}

/** People's accounts by name; `search` stands anywhere in the username or the email address, in any case. */
export async function listServerUsersJson(db: DbOrTx, search: string, page: Page): Promise<PageResult> {
  if (!isStorableText(search)) return { items: [], total: 0 };
  const users = db
    .selectFrom("account")
    .where("is_organization", "=", false)
    .$if(search !== "", (query) =>
      query.where(
        sql<boolean>`strpos(lower(username), lower(${search})) > 0 or strpos(lower(coalesce(email, '')), lower(${search})) > 0`,
      ),
    );
  const [rows, count] = await Promise.all([
    users
      .select(["username", "email", "created_at", "is_server_administrator", "disabled_at"])
      .orderBy("username")
      .limit(page.size)
      .offset(page.offset)
      .execute(),
    users.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow(),
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
