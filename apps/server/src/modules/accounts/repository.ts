import { type Selectable, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import type { Database } from "../../database/schema.js";
import { isStorableText } from "../../database/storable-text.js";
import { AppError } from "../../errors.js";
import { jsonText, toJson } from "../../http/json-text.js";

export type Account = Selectable<Database["account"]>;
export type Membership = Selectable<Database["organization_member"]>;

/** An account by its exact username; look-alikes in another case match nothing. */
export async function findAccount(db: DbOrTx, username: string): Promise<Account | undefined> {
  if (!isStorableText(username)) return undefined;
  return db
    .selectFrom("account")
    .selectAll()
    .where(sql`lower(username)`, "=", sql`lower(${username})`)
    .where("username", "=", username)
    .executeTakeFirst();
}

export async function findAccountById(db: DbOrTx, id: number): Promise<Account | undefined> {
  return db.selectFrom("account").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function findMembership(
  db: DbOrTx,
  organizationId: number,
  accountId: number,
): Promise<Membership | undefined> {
  return db
    .selectFrom("organization_member")
    .selectAll()
    .where("organization_id", "=", organizationId)
    .where("account_id", "=", accountId)
    .executeTakeFirst();
}

export interface NewAccount {
  readonly username: string;
  readonly email?: string | undefined;
  readonly passwordHash?: string | undefined;
  readonly isServerAdministrator?: boolean | undefined;
}

export async function insertAccount(tx: DbOrTx, account: NewAccount): Promise<Account> {
  return tx
    .insertInto("account")
    .values({
      username: account.username,
      email: account.email ?? null,
      password_hash: account.passwordHash ?? null,
      is_server_administrator: account.isServerAdministrator ?? false,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function updateAccount(
  tx: DbOrTx,
  id: number,
  changes: { readonly email?: string | null },
): Promise<Account> {
  const account = await findAccountById(tx, id);
  if (account === undefined) throw new AppError("notFound");
  if (changes.email === undefined || changes.email === account.email) return account;
  return tx
    .updateTable("account")
    .set({ email: changes.email })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The shape of a User that anybody signed in may see. */
export function publicUserJson(account: Pick<Account, "username" | "created_at" | "is_organization">): string {
  return toJson({
    username: account.username,
    created_at: account.created_at,
    is_organization: account.is_organization,
  });
}

/** What the account itself sees: with its email and organizations. */
export async function ownUserJson(db: DbOrTx, account: Account): Promise<string> {
  const organizations = await db
    .selectFrom("organization_member as m")
    .innerJoin("account as o", "o.id", "m.organization_id")
    .leftJoin("account as creator", "creator.id", "o.created_by_id")
    .select(["o.username", "o.created_at", "o.is_organization", "m.role", "creator.username as created_by"])
    .where("m.account_id", "=", account.id)
    .orderBy("o.username")
    .execute();
  return toJson({
    username: account.username,
    created_at: account.created_at,
    is_organization: account.is_organization,
    email: account.email,
    is_server_administrator: account.is_server_administrator,
    subscription: "FREE",
    is_trial_expired: false,
    organizations: jsonText(
      `[${organizations
        .map((o) =>
          toJson({
            username: o.username,
            created_at: o.created_at,
            is_organization: o.is_organization,
            organization_created_by: o.created_by,
            organization_role: clientRole(o.role),
          }),
        )
        .join(",")}]`,
    ),
  });
}

/** What the members of an organization see of it. */
export async function organizationJson(db: DbOrTx, organization: Account): Promise<string> {
  const members = await db
    .selectFrom("organization_member as m")
    .innerJoin("account as a", "a.id", "m.account_id")
    .select(["a.username", "a.created_at", "a.is_organization", "a.email", "m.role"])
    .where("m.organization_id", "=", organization.id)
    .orderBy("a.username")
    .execute();
  const creator =
    organization.created_by_id === null ? undefined : await findAccountById(db, organization.created_by_id);
  return toJson({
    username: organization.username,
    created_at: organization.created_at,
    is_organization: true,
    email: organization.email,
    organization_created_by: creator?.username,
    members: jsonText(
      `[${members
        .map((m) =>
          toJson({
            username: m.username,
            created_at: m.created_at,
            is_organization: m.is_organization,
            email: m.email,
            organization_role: clientRole(m.role),
          }),
        )
        .join(",")}]`,
    ),
  });
}

/**
 * The official client takes only dataset roles for `organization_role`: administrators are `admin`, members have none.
 * Our own member endpoints say `member` and `administrator`.
 */
function clientRole(role: Membership["role"]): "admin" | null {
  return role === "administrator" ? "admin" : null;
}
