import { sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";

export async function hasAccounts(db: DbOrTx): Promise<boolean> {
  return (await db.selectFrom("account").select("id").limit(1).executeTakeFirst()) !== undefined;
}

export async function replaceSetupToken(tx: DbOrTx, tokenHash: Buffer): Promise<void> {
  await deleteSetupTokens(tx);
  await tx.insertInto("setup_token").values({ token_hash: tokenHash }).execute();
}

export async function isSetupTokenHash(db: DbOrTx, tokenHash: Buffer): Promise<boolean> {
  const row = await db
    .selectFrom("setup_token")
    .select("token_hash")
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
  return row !== undefined;
}

/** One set-up at a time, so that two submissions cannot both be the first. */
export async function lockSetup(tx: DbOrTx): Promise<void> {
  await sql`lock table setup_token in exclusive mode`.execute(tx);
}

export async function deleteSetupTokens(tx: DbOrTx): Promise<void> {
  await tx.deleteFrom("setup_token").execute();
}
