import { type Selectable, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import type { Database } from "../../database/schema.js";
import { toJson } from "../../http/json-text.js";

export type ApiKey = Pick<
  Selectable<Database["api_key"]>,
  "uuid" | "name" | "key_prefix" | "created_at" | "last_used_at"
>;

const COLUMNS = ["uuid", "name", "key_prefix", "created_at", "last_used_at"] as const;

export async function insertApiKey(
  tx: DbOrTx,
  apiKey: { readonly accountId: number; readonly name: string; readonly hash: Buffer; readonly prefix: string },
): Promise<ApiKey> {
  return tx
    .insertInto("api_key")
    .values({ account_id: apiKey.accountId, name: apiKey.name, key_hash: apiKey.hash, key_prefix: apiKey.prefix })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

export async function listApiKeys(db: DbOrTx, accountId: number): Promise<readonly ApiKey[]> {
  return db
    .selectFrom("api_key")
    .select(COLUMNS)
    .where("account_id", "=", accountId)
    .where("revoked_at", "is", null)
    .orderBy("id")
    .execute();
}

/** Revokes one key of an account; undefined when it has no such key. */
export async function revokeApiKey(
  tx: DbOrTx,
  accountId: number,
  uuid: string,
): Promise<{ readonly name: string } | undefined> {
  return tx
    .updateTable("api_key")
    .set({ revoked_at: sql<string>`now()` })
    .where("uuid", "=", uuid)
    .where("account_id", "=", accountId)
    .where("revoked_at", "is", null)
    .returning("name")
    .executeTakeFirst();
}

/** Revokes all keys of an account. */
export async function revokeAllApiKeys(tx: DbOrTx, accountId: number): Promise<void> {
  await tx
    .updateTable("api_key")
    .set({ revoked_at: sql<string>`now()` })
    .where("account_id", "=", accountId)
    .where("revoked_at", "is", null)
    .execute();
}

/** @param key the key itself, in the answer to its creation only */
export function apiKeyJson(row: ApiKey, key?: string): string {
  return toJson({
    uuid: row.uuid,
    name: row.name,
    prefix: row.key_prefix,
    created_at: row.created_at,
    last_used_at: row.last_used_at,
    key,
  });
}
