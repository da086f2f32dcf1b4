import { sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";

/** A key that a client sent with a POST, and what it was sent with. */
export interface IdempotencyKey {
  readonly accountId: number;
  readonly key: string;
  /** A hash of the url and the body. */
  readonly fingerprint: Buffer;
}

/** True when the key is new. A twin in flight waits here for the first one to end. */
export async function claimKey(tx: DbOrTx, key: IdempotencyKey): Promise<boolean> {
  const claimed = await tx
    .insertInto("idempotency_key")
    .values({ account_id: key.accountId, key: key.key, fingerprint: key.fingerprint, status_code: 0, body: "" })
    .onConflict((conflict) => conflict.columns(["account_id", "key"]).doNothing())
    .returning("key")
    .executeTakeFirst();
  return claimed !== undefined;
}

export async function getKey(tx: DbOrTx, key: IdempotencyKey) {
  return tx
    .selectFrom("idempotency_key")
    .select(["fingerprint", "status_code", "body"])
    .where("account_id", "=", key.accountId)
    .where("key", "=", key.key)
    .executeTakeFirstOrThrow();
}

export async function keepAnswer(
  tx: DbOrTx,
  key: IdempotencyKey,
  answer: { readonly statusCode: number; readonly body: string },
): Promise<void> {
  await tx
    .updateTable("idempotency_key")
    .set({ status_code: answer.statusCode, body: answer.body })
    .where("account_id", "=", key.accountId)
    .where("key", "=", key.key)
    .execute();
}

/** Forgets keys older than a day. */
export async function forgetOldKeys(db: DbOrTx): Promise<void> {
  await db.deleteFrom("idempotency_key").where("created_at", "<", sql<string>`now() - interval '1 day'`).execute();
}
