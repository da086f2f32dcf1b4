import { randomBytes } from "node:crypto";
import type { PasswordPut, SessionCreate } from "@tessera/schema";
import type { Db, DbOrTx, Tx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import { type Caller, callerOf, type RequestContext } from "../../http/access.js";
import { hashSecret } from "../../http/credentials.js";
import { toJson } from "../../http/json-text.js";
import { revokeAllApiKeys } from "../accounts/api-key-repository.js";
import { hashPassword, isPassword } from "../accounts/passwords.js";
import type { Account } from "../accounts/repository.js";
import { audit } from "../audit/service.js";
import { beginLoginAttempt } from "./login-throttle.js";
import * as repository from "./repository.js";

const MAX_USER_AGENT_LENGTH = 300;
/** No account has this id. */
const NO_ACCOUNT = 0;

/** The browser in which somebody signs in. */
export interface Visit {
  readonly userAgent: string | undefined;
  /** Of the session that the browser has now. */
  readonly sessionToken: string | undefined;
}

/**
 * Makes a session and returns its token: 256 random bits, of which the database keeps a hash. The browser's earlier session
 * ends, as its cookie is replaced.
 */
export async function openSession(
  tx: DbOrTx,
  context: RequestContext,
  { account, visit }: { readonly account: Account; readonly visit: Visit },
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  if (visit.sessionToken !== undefined) await repository.deleteSessionByToken(tx, hashSecret(visit.sessionToken));
  await repository.insertSession(tx, {
    accountId: account.id,
    tokenHash: hashSecret(token),
    userAgent: visit.userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
    address: context.address,
  });
  await audit(tx, as(context, account), { action: "session.created", subject: account.username });
  return token;
}

/**
 * Checks a name and a password. Neither the answer nor the throttling nor the time that it takes tells whether there is
 * such an account.
 *
 * @throws {AppError} `invalidLogin`, or `throttled` after too many failures.
 */
export async function authenticate(
  db: Db,
  context: RequestContext,
  options: {
    readonly body: SessionCreate;
    /** The device that an account has signed in on before, if this is one. */
    readonly findDevice: (accountId: number) => Promise<string | undefined>;
  },
): Promise<Account> {
  const { username: name, password } = options.body;
  const account = await repository.findAccountToSignIn(db, name);
  const device = await options.findDevice(account?.id ?? NO_ACCOUNT);
  const attempt = await beginLoginAttempt(db, { name, address: context.address, device });
  if ((await isPassword(account?.password_hash, password)) && account !== undefined) {
    await attempt.succeed();
    return account;
  }
  await audit(db, context, { action: "session.refused", subject: account?.username ?? "(unknown)" });
  throw new AppError("invalidLogin");
}

/** Ends the session of a token and returns whose it was; undefined of one that ended already, which is fine. */
export async function closeSession(tx: Tx, context: RequestContext, token: string): Promise<Caller | undefined> {
  const account = await repository.deleteSessionByToken(tx, hashSecret(token));
  if (account === undefined) return undefined;
  await audit(tx, as(context, account), { action: "session.ended", subject: account.username });
  return account;
}

/** The same request, by somebody who is known only now. */
function as(context: RequestContext, { id, username }: Pick<Account, "id" | "username">): RequestContext {
  return { ...context, caller: { id, username } };
}

export async function listSessionsJson(db: DbOrTx, context: RequestContext): Promise<string> {
  const { id, sessionUuid } = callerOf(context);
  const rows = await repository.listSessions(db, id);
  return `[${rows.map((row) => toJson({ ...row, is_current: row.uuid === sessionUuid })).join(",")}]`;
}

/** Ends one of the caller's own sessions; one of somebody else is not found. */
export async function revokeSession(tx: Tx, context: RequestContext, uuid: string): Promise<void> {
  const caller = callerOf(context);
  if (!(await repository.deleteSession(tx, caller.id, uuid))) throw new AppError("notFound");
  await audit(tx, context, { action: "session.ended", subject: caller.username });
}

/** Sets the caller's password, given the present one, ends all other sessions and, where asked to, revokes all keys. */
export async function changePassword(db: Db, context: RequestContext, body: PasswordPut): Promise<void> {
  const caller = callerOf(context);
  const { current_password: current, new_password: next } = body;
  // Whoever found a signed-in browser must not guess at leisure.
  const guess = { name: caller.username, address: context.address, device: `account ${caller.id}` };
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
    await audit(tx, context, {
      action: "password.changed",
      subject: caller.username,
      detail: { keys_revoked: body.revoke_keys === true },
    });
  });
  await attempt.succeed();
}
