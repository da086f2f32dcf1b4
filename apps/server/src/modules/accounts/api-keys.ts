import { randomBytes } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { type Selectable, sql } from "kysely";
import type { DbOrTx } from "../../database/database.js";
import type { Database } from "../../database/schema.js";
import { AppError } from "../../errors.js";
import { type Caller, hashSecret } from "../../http/access.js";
import { toJson } from "../../http/json-text.js";
import { audit } from "../audit.js";

type ApiKeyRow = Pick<Selectable<Database["api_key"]>, "uuid" | "name" | "key_prefix" | "created_at" | "last_used_at">;

const COLUMNS = ["uuid", "name", "key_prefix", "created_at", "last_used_at"] as const;
const PREFIX_LENGTH = 8;

/** Makes a key of 160 random bits and stores its hash. Returns the key, which is never readable again. */
export async function issueApiKey(
  tx: DbOrTx,
  accountId: number,
  name: string,
): Promise<{ readonly key: string; readonly row: ApiKeyRow }> {
  const key = randomBytes(20).toString("hex");
  const row = await tx
    .insertInto("api_key")
    .values({ account_id: accountId, name, key_hash: hashSecret(key), key_prefix: key.slice(0, PREFIX_LENGTH) })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  return { key, row };
}

export async function createApiKey(tx: DbOrTx, request: FastifyRequest, caller: Caller, name: string): Promise<string> {
  const { key, row } = await issueApiKey(tx, caller.id, name);
  await audit(tx, request, { action: "api_key.created", subject: caller.username, detail: { name } });
  return apiKeyJson(row, key);
}

export async function listApiKeysJson(db: DbOrTx, accountId: number): Promise<string> {
  const rows = await db
    .selectFrom("api_key")
    .select(COLUMNS)
    .where("account_id", "=", accountId)
    .where("revoked_at", "is", null)
    .orderBy("id")
    .execute();
  return `[${rows.map((row) => apiKeyJson(row)).join(",")}]`;
}

/** Revokes one of the caller's own keys; a key of somebody else is not found. */
export async function revokeApiKey(tx: DbOrTx, request: FastifyRequest, caller: Caller, uuid: string): Promise<void> {
  const revoked = await tx
    .updateTable("api_key")
    .set({ revoked_at: sql<string>`now()` })
    .where("uuid", "=", uuid)
    .where("account_id", "=", caller.id)
    .where("revoked_at", "is", null)
    .returning("name")
    .executeTakeFirst();
  if (revoked === undefined) throw new AppError("notFound");
  await audit(tx, request, { action: "api_key.revoked", subject: caller.username, detail: { name: revoked.name } });
}

function apiKeyJson(row: ApiKeyRow, key?: string): string {
  return toJson({
    uuid: row.uuid,
    name: row.name,
    prefix: row.key_prefix,
    created_at: row.created_at,
    last_used_at: row.last_used_at,
    key,
  });
}
