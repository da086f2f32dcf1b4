import { randomBytes } from "node:crypto";
import type { PasswordPut, SessionCreate } from "@tessera/schema";
import type { FastifyRequest } from "fastify";
import type { Db, DbOrTx, Tx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import { callerOf, contextOf } from "../../http/access.js";
import { hashSecret } from "../../http/credentials.js";
import { toJson } from "../../http/json-text.js";
import { findSessionToken } from "../../http/session-cookie.js";
import { revokeAllApiKeys } from "../accounts/api-key-repository.js";
import { hashPassword, isPassword } from "../accounts/passwords.js";
import type { Account } from "../accounts/repository.js";
import { audit } from "../audit/service.js";
import { findDevice } from "./device-cookie.js";
import { beginLoginAttempt } from "./login-throttle.js";
import * as repository from "./repository.js";

const MAX_USER_AGENT_LENGTH = 300;
/** No account has this id. */
const NO_ACCOUNT = 0;

/**
 * Makes a session and returns its token: 256 random bits, of which the database keeps a hash. The browser's earlier session
 * ends, as its cookie is replaced.
 */
export async function openSession(tx: DbOrTx, request: FastifyRequest, account: Account): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const replaced = findSessionToken(request);
  if (replaced !== undefined) await repository.deleteSessionByToken(tx, hashSecret(replaced));
  request.caller = { id: account.id, username: account.username };
  await repository.insertSession(tx, {
    accountId: account.id,
    tokenHash: hashSecret(token),
    userAgent: request.headers["user-agent"]?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
    address: request.ip,
  });
  await audit(tx, contextOf(request), { action: "session.created", subject: account.username });
  return token;
}

/**
 * Checks a name and a password. Neither the answer nor the throttling nor the time that it takes tells whether there is
 * such an account.
 *
 * @throws {AppError} `invalidLogin`, or `throttled` after too many failures.
 */
export async function authenticate(db: Db, request: FastifyRequest, body: SessionCreate): Promise<Account> {
  const { username: name, password } = body;
  const account = await repository.findAccountToSignIn(db, name);
  const device = await findDevice(db, request, account?.id ?? NO_ACCOUNT);
  const attempt = await beginLoginAttempt(db, { name, address: request.ip, device });
  if ((await isPassword(account?.password_hash, password)) && account !== undefined) {
    await attempt.succeed();
    return account;
  }
  await audit(db, contextOf(request), { action: "session.refused", subject: account?.username ?? "(unknown)" });
  throw new AppError("invalidLogin");
}

/** Ends the session of a token; one that ended already is fine. */
export async function closeSession(tx: Tx, request: FastifyRequest, token: string): Promise<void> {
  const account = await repository.deleteSessionByToken(tx, hashSecret(token));
  if (account === undefined) return;
  request.caller = account;
  await audit(tx, contextOf(request), { action: "session.ended", subject: account.username });
}

export async function listSessionsJson(db: DbOrTx, request: FastifyRequest): Promise<string> {
  const { id, sessionUuid } = callerOf(request);
  const rows = await repository.listSessions(db, id);
  return `[${rows.map((row) => toJson({ ...row, is_current: row.uuid === sessionUuid })).join(",")}]`;
}

/** Ends one of the caller's own sessions; one of somebody else is not found. */
export async function revokeSession(tx: Tx, request: FastifyRequest, uuid: string): Promise<void> {
  const caller = callerOf(request);
  if (!(await repository.deleteSession(tx, caller.id, uuid))) throw new AppError("notFound");
  await audit(tx, contextOf(request), { action: "session.ended", subject: caller.username });
}

/** Sets the caller's password, given the present one, ends all other sessions and, where asked to, revokes all keys. */
export async function changePassword(db: Db, request: FastifyRequest, body: PasswordPut): Promise<void> {
  const caller = callerOf(request);
  const { current_password: current, new_password: next } = body;
  // Whoever found a signed-in browser must not guess at leisure.
  const guess = { name: caller.username, address: request.ip, device: `account ${caller.id}` };
  const attempt = await beginLoginAttempt(db, guess);
  const newHash = await hashPassword(next, "new_password");
  await db.transaction().execute(async (tx) => {
    const currentHash = await repository.lockPasswordHash(tx, caller.id);
    if (currentHash !== null && !(await isPassword(currentHash, current ?? ""))) {
      throw invalidField("current_password", "is wrong.");
    }
    await repository.updatePasswordHash(tx, caller.id, newHash);
    await repository.deleteOtherSessions(tx, caller.id, caller.sessionUuid);
    if (body.revoke_keys === true) await revokeAllApiKeys(tx, caller.id);
    await audit(tx, contextOf(request), {
      action: "password.changed",
      subject: caller.username,
      detail: { keys_revoked: body.revoke_keys === true },
    });
  });
  await attempt.succeed();
}
