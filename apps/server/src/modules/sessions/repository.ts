import { sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import { SESSION_SECONDS } from "../../http/session-cookie.js";
import type { Account } from "../accounts/repository.js";

/** A person's account by username, in any case, or by email. A disabled one is none. */
export async function findAccountToSignIn(db: DbOrTx, name: string): Promise<Account | undefined> {
  return db
    .selectFrom("account")
    .selectAll()
    .where(name.includes("@") ? sql`lower(email)` : sql`lower(username)`, "=", sql`lower(${name})`)
    .where("is_organization", "=", false)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
}

export interface NewSession {
  readonly accountId: number;
  readonly tokenHash: Buffer;
  readonly userAgent: string | null;
  readonly address: string;
}

export async function insertSession(tx: DbOrTx, session: NewSession): Promise<void> {
  await tx
    .insertInto("session")
    .values({
      token_hash: session.tokenHash,
      account_id: session.accountId,
      user_agent: session.userAgent,
      address: session.address,
      expires_at: sql<string>`now() + make_interval(secs => ${SESSION_SECONDS})`,
    })
    .execute();
}

export interface SessionRow {
  readonly uuid: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly expires_at: string;
  readonly user_agent: string | null;
}

/** The account's sessions that have not ended, the one that was used last first. */
export async function listSessions(db: DbOrTx, accountId: number): Promise<SessionRow[]> {
  return db
    .selectFrom("session")
    .select(["uuid", "created_at", "last_used_at", "expires_at", "user_agent"])
    .where("account_id", "=", accountId)
    .where("expires_at", ">", sql<string>`now()`)
    .orderBy("last_used_at", "desc")
    .orderBy("uuid")
    .execute();
}

/** Returns whose session it was; undefined where there is none. */
export async function deleteSessionByToken(tx: DbOrTx, tokenHash: Buffer) {
  return tx
    .deleteFrom("session")
    .using("account")
    .whereRef("account.id", "=", "session.account_id")
    .where("token_hash", "=", tokenHash)
    .returning(["account.id", "account.username"])
    .executeTakeFirst();
}

export async function deleteSession(tx: DbOrTx, accountId: number, uuid: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom("session")
    .where("account_id", "=", accountId)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Ends all of the account's sessions but one. */
export async function deleteOtherSessions(tx: DbOrTx, accountId: number, keptUuid: string | undefined): Promise<void> {
  await tx
    .deleteFrom("session")
    .where("account_id", "=", accountId)
    .$if(keptUuid !== undefined, (query) => query.where("uuid", "!=", keptUuid ?? ""))
    .execute();
}

export async function forgetExpiredSessions(db: DbOrTx): Promise<void> {
  await db.deleteFrom("session").where("expires_at", "<", sql<string>`now()`).execute();
}

/** Null for an account that works by API keys alone. Locks it against another change of its password. */
export async function lockPasswordHash(tx: DbOrTx, accountId: number): Promise<string | null> {
  const row = await tx
    .selectFrom("account")
    .select("password_hash")
    .where("id", "=", accountId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return row.password_hash;
}

export async function updatePasswordHash(tx: DbOrTx, accountId: number, passwordHash: string): Promise<void> {
  await tx.updateTable("account").set({ password_hash: passwordHash }).where("id", "=", accountId).execute();
}
