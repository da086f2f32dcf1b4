import { randomBytes } from "node:crypto";
import type { DbOrTx, Tx } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { callerOf, type RequestContext } from "../../http/access.js";
import { hashSecret } from "../../http/credentials.js";
import { audit } from "../audit/service.js";
import * as repository from "./api-key-repository.js";

const PREFIX_LENGTH = 8;

/** Makes a key of 160 random bits and stores its hash: the key itself is never readable again. */
export async function issueApiKey(
  tx: DbOrTx,
  accountId: number,
  name: string,
): Promise<{ readonly key: string; readonly row: repository.ApiKey }> {
  const key = randomBytes(20).toString("hex");
  const prefix = key.slice(0, PREFIX_LENGTH);
  return { key, row: await repository.insertApiKey(tx, { accountId, name, hash: hashSecret(key), prefix }) };
}

export async function createApiKey(tx: Tx, context: RequestContext, name: string): Promise<string> {
  const caller = callerOf(context);
  const { key, row } = await issueApiKey(tx, caller.id, name);
  await audit(tx, context, { action: "api_key.created", subject: caller.username, detail: { name } });
  return repository.apiKeyJson(row, key);
}

export async function listApiKeysJson(db: DbOrTx, context: RequestContext): Promise<string> {
  const rows = await repository.listApiKeys(db, callerOf(context).id);
  return `[${rows.map((row) => repository.apiKeyJson(row)).join(",")}]`;
}

/** Revokes one of the caller's own keys; a key of somebody else is not found. */
export async function revokeApiKey(tx: Tx, context: RequestContext, uuid: string): Promise<void> {
  const caller = callerOf(context);
  const revoked = await repository.revokeApiKey(tx, caller.id, uuid);
  if (revoked === undefined) throw new AppError("notFound");
  await audit(tx, context, { action: "api_key.revoked", subject: caller.username, detail: { name: revoked.name } });
}
