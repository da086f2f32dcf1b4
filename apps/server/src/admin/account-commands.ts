import type { Tx } from "../database/database.js";
import { AppError } from "../errors.js";
import { isUuid } from "../http/identifiers.js";
import { listApiKeys } from "../modules/accounts/api-key-repository.js";
import { findAccount } from "../modules/accounts/repository.js";
import type { AuditEntry } from "../modules/audit/service.js";
import { putAdministrator } from "../modules/organizations/repository.js";
import { findKeyOwner } from "../modules/server-users/repository.js";
import { revokeKeyOf } from "../modules/server-users/service.js";
import type { AdminDatabase } from "./with-database.js";

type AccountName = { readonly id: number; readonly username: string };

/** The keys of an account that work, a line each: uuid, first characters, name, creation, last use. */
export async function listKeys(db: AdminDatabase["db"], account: AccountName): Promise<string[]> {
  const keys = await listApiKeys(db, account.id);
  return keys.map((key) =>
    [key.uuid, `${key.key_prefix}…`, key.name, key.created_at, key.last_used_at ?? "never used"].join("\t"),
  );
}

/** @throws {AppError} `notFound` where no key that works has this uuid */
export async function revokeKey(db: AdminDatabase["db"], uuid: string): Promise<{ name: string; username: string }> {
  return db.transaction().execute(async (tx) => {
    const owner = isUuid(uuid) ? await findKeyOwner(tx, uuid) : undefined;
    const revoked = owner && (await revokeKeyOf(tx, owner, uuid, noteByShell));
    if (owner === undefined || revoked === undefined) {
      throw new AppError("notFound", { detail: `No key that works has the uuid ${JSON.stringify(uuid)}.` });
    }
    return { name: revoked.name, username: owner.username };
  });
}

/** In the audit log, by nobody: who has a shell on the server is no account. */
export async function noteByShell(tx: Tx, { action, subject, detail }: AuditEntry): Promise<void> {
  await tx
    .insertInto("audit_log")
    .values({ action, subject, detail: JSON.stringify({ ...detail, by: "shell" }) })
    .execute();
}

/** @throws {AppError} `notFound` where no person has this name */
export async function requireUser(db: AdminDatabase["db"], username: string) {
  const account = await findAccount(db, username);
  if (account === undefined || account.is_organization) {
    throw new AppError("notFound", { detail: `There is no user ${JSON.stringify(username)}.` });
  }
  return account;
}

/**
 * Makes a user an administrator of an organization, for one whose administrators are gone or disabled.
 *
 * @throws {AppError} `notFound`
 */
export async function addOrganizationAdministrator(
  db: AdminDatabase["db"],
  name: string,
  username: string,
): Promise<void> {
  const organization = await findAccount(db, name);
  if (organization?.is_organization !== true) {
    throw new AppError("notFound", { detail: `There is no organization ${JSON.stringify(name)}.` });
  }
  const user = await requireUser(db, username);
  await db.transaction().execute(async (tx) => {
    await putAdministrator(tx, organization.id, user.id);
    const detail = { user: user.username, role: "administrator" };
    await noteByShell(tx, { action: "member.updated", subject: organization.username, detail });
  });
}
