import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Tx } from "../database/database.js";
import { AppError } from "../errors.js";
import { isUuid } from "../http/identifiers.js";
import * as apiKeys from "../modules/accounts/api-key-repository.js";
import { hashPassword } from "../modules/accounts/passwords.js";
import type { AdminDatabase } from "./with-database.js";

type AccountName = { readonly id: number; readonly username: string };

/**
 * Shuts an account out: its sessions end, its keys are refused, and the samples that it holds go back to the queues. What it
 * made, and its name on it, stay. {@link enableAccount} lets it in again, with the same password and keys.
 */
export async function disableAccount(db: AdminDatabase["db"], account: AccountName): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.updateTable("account").set({ disabled_at: sql<string>`now()` }).where("id", "=", account.id).execute();
    await endSessions(tx, account.id);
    await tx.deleteFrom("lease").where("account_id", "=", account.id).execute();
    await note(tx, "account.disabled", account.username);
  });
}

export async function enableAccount(db: AdminDatabase["db"], account: AccountName): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.updateTable("account").set({ disabled_at: null }).where("id", "=", account.id).execute();
    await note(tx, "account.enabled", account.username);
  });
}

/** Sets a password, a random one where none is given, and ends the account's sessions. @returns the password */
export async function resetPassword(
  db: AdminDatabase["db"],
  account: AccountName,
  options: { readonly password: string | undefined; readonly isRevokingKeys: boolean },
): Promise<string> {
  const password = options.password ?? randomBytes(15).toString("base64url");
  const passwordHash = await hashPassword(password);
  await db.transaction().execute(async (tx) => {
    await tx.updateTable("account").set({ password_hash: passwordHash }).where("id", "=", account.id).execute();
    await endSessions(tx, account.id);
    if (options.isRevokingKeys) await apiKeys.revokeAllApiKeys(tx, account.id);
    await note(tx, "password.reset", account.username);
  });
  return password;
}

/** The keys of an account that work, a line each: uuid, first characters, name, creation, last use. */
export async function listKeys(db: AdminDatabase["db"], account: AccountName): Promise<string[]> {
  const keys = await apiKeys.listApiKeys(db, account.id);
  return keys.map((key) =>
    [key.uuid, `${key.key_prefix}…`, key.name, key.created_at, key.last_used_at ?? "never used"].join("\t"),
  );
}

/** @throws {AppError} `notFound` where no key that works has this uuid */
export async function revokeKey(db: AdminDatabase["db"], uuid: string): Promise<{ name: string; username: string }> {
  return db.transaction().execute(async (tx) => {
    const owner = isUuid(uuid)
      ? await tx
          .selectFrom("api_key as k")
          .innerJoin("account as a", "a.id", "k.account_id")
          .select(["a.id", "a.username"])
          .where("k.uuid", "=", uuid)
          .executeTakeFirst()
      : undefined;
    const revoked = owner && (await apiKeys.revokeApiKey(tx, owner.id, uuid));
    if (owner === undefined || revoked === undefined) {
      throw new AppError("notFound", { detail: `No key that works has the uuid ${JSON.stringify(uuid)}.` });
    }
    await note(tx, "api_key.revoked", owner.username);
    return { name: revoked.name, username: owner.username };
  });
}

async function endSessions(tx: Tx, accountId: number): Promise<void> {
  await tx.deleteFrom("session").where("account_id", "=", accountId).execute();
}

/** In the audit log, by nobody: who has a shell on the server is no account. */
async function note(tx: Tx, action: string, subject: string): Promise<void> {
  await tx
    .insertInto("audit_log")
    .values({ action, subject, detail: JSON.stringify({ by: "shell" }) })
    .execute();
}
