import { randomBytes } from "node:crypto";
import type { ServerUserPatch } from "@tessera/schema";
import type { DbOrTx, Tx } from "../../database/database.js";
import { AppError } from "../../errors.js";
import { revokeAllApiKeys, revokeApiKey } from "../accounts/api-key-repository.js";
import { hashPassword } from "../accounts/passwords.js";
import { type Account, findAccount } from "../accounts/repository.js";
import type { AuditEntry } from "../audit/service.js";
import { deleteOtherSessions, updatePasswordHash } from "../sessions/repository.js";
import * as repository from "./repository.js";

type AccountName = Pick<Account, "id" | "username">;

/** Writes to the audit log who did it: an administrator by a request, or somebody at the server's shell. */
export type Note = (tx: Tx, entry: AuditEntry) => Promise<void>;

/** @throws {AppError} `notFound` where no person has this name */
export async function getUser(db: DbOrTx, username: string): Promise<Account> {
  const account = await findAccount(db, username);
  if (account === undefined || account.is_organization) throw new AppError("notFound");
  return account;
}

/** Applies what has changed; {@link disableUser} and the others say what each does. */
export async function updateUser(tx: Tx, account: Account, changes: ServerUserPatch, note: Note): Promise<void> {
  const { is_disabled: isDisabled = account.disabled_at !== null } = changes;
  const { is_server_administrator: isAdministrator = account.is_server_administrator } = changes;
  if (isDisabled !== (account.disabled_at !== null)) await (isDisabled ? disableUser : enableUser)(tx, account, note);
  if (isAdministrator !== account.is_server_administrator) {
    await (isAdministrator ? grantAdministrator : revokeAdministrator)(tx, account, note);
  }
}

/**
 * Shuts an account out: its sessions end, its keys are refused, and the samples that it holds go back to the queues. What it
 * made, and its name on it, stay. {@link enableUser} lets it in again, with the same password and keys.
 *
 * @throws {AppError} `lastServerAdministrator`
 */
export async function disableUser(tx: Tx, account: AccountName, note: Note): Promise<void> {
  await requireOtherAdministrator(tx, account);
  await repository.updateDisabled(tx, account.id, true);
  await deleteOtherSessions(tx, account.id, undefined);
  await repository.deleteLeases(tx, account.id);
  await note(tx, { action: "account.disabled", subject: account.username });
}

export async function enableUser(tx: Tx, account: AccountName, note: Note): Promise<void> {
  await repository.updateDisabled(tx, account.id, false);
  await note(tx, { action: "account.enabled", subject: account.username });
}

export async function grantAdministrator(tx: Tx, account: AccountName, note: Note): Promise<void> {
  await repository.updateAdministrator(tx, account.id, true);
  await note(tx, { action: "server_administrator.granted", subject: account.username });
}

/** @throws {AppError} `lastServerAdministrator` */
export async function revokeAdministrator(tx: Tx, account: AccountName, note: Note): Promise<void> {
  await requireOtherAdministrator(tx, account);
  await repository.updateAdministrator(tx, account.id, false);
  await note(tx, { action: "server_administrator.revoked", subject: account.username });
}

async function requireOtherAdministrator(tx: Tx, account: AccountName): Promise<void> {
  const administrators = await repository.lockAdministrators(tx);
  if (administrators.length === 1 && administrators[0] === account.id) throw new AppError("lastServerAdministrator");
}

/** Sets a password, a random one where none is given, and ends the account's sessions. @returns the password */
export async function resetPassword(
  tx: Tx,
  account: AccountName,
  options: { readonly password?: string | undefined; readonly isRevokingKeys: boolean },
  note: Note,
): Promise<string> {
  const password = options.password ?? randomBytes(15).toString("base64url");
  await updatePasswordHash(tx, account.id, await hashPassword(password));
  await deleteOtherSessions(tx, account.id, undefined);
  if (options.isRevokingKeys) await revokeAllApiKeys(tx, account.id);
  await note(tx, {
    action: "password.reset",
    subject: account.username,
    detail: { keys_revoked: options.isRevokingKeys },
  });
  return password;
}

/** @returns the key's name; undefined where the account has no such key that works */
export async function revokeKeyOf(
  tx: Tx,
  account: AccountName,
  uuid: string,
  note: Note,
): Promise<{ readonly name: string } | undefined> {
  const revoked = await revokeApiKey(tx, account.id, uuid);
  if (revoked === undefined) return undefined;
  await note(tx, { action: "api_key.revoked", subject: account.username, detail: { name: revoked.name } });
  return revoked;
}

export async function endSessions(tx: Tx, account: AccountName, note: Note): Promise<void> {
  await deleteOtherSessions(tx, account.id, undefined);
  await note(tx, { action: "sessions.ended", subject: account.username });
}
