import { randomBytes } from "node:crypto";
import type { Db, DbOrTx } from "../../database/database.js";
import { AppError, invalidField } from "../../errors.js";
import { hashSecret } from "../../http/credentials.js";
import { hashPassword } from "../accounts/passwords.js";
import { type Account, insertAccount } from "../accounts/repository.js";
import { checkUsername } from "../accounts/usernames.js";
import * as repository from "./repository.js";

export interface NewUser {
  readonly username: string;
  readonly password?: string | undefined;
  readonly email?: string | undefined;
  readonly isServerAdministrator?: boolean | undefined;
}

/** Creates a person's account; without a password it works by API keys alone. */
export async function createUser(tx: DbOrTx, user: NewUser): Promise<Account> {
  checkUsername(user.username);
  if (user.email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(user.email)) {
    throw invalidField("email", "must be an email address.");
  }
  return insertAccount(tx, {
    username: user.username,
    email: user.email,
    isServerAdministrator: user.isServerAdministrator,
    passwordHash: user.password === undefined ? undefined : await hashPassword(user.password),
  });
}

/** Makes the one-time token of the set-up link, in place of any earlier one; undefined once there is an account. */
export async function renewSetupToken(db: Db): Promise<string | undefined> {
  return db.transaction().execute(async (tx) => {
    if (await repository.hasAccounts(tx)) return undefined;
    const token = randomBytes(24).toString("base64url");
    await repository.replaceSetupToken(tx, hashSecret(token));
    return token;
  });
}

export async function isSetupToken(db: DbOrTx, token: string): Promise<boolean> {
  return (await repository.isSetupTokenHash(db, hashSecret(token))) && !(await repository.hasAccounts(db));
}

/** Uses the token up and creates the first account, which runs the server. */
export async function createFirstUser(tx: DbOrTx, token: string, user: NewUser): Promise<Account> {
  await repository.lockSetup(tx);
  if (!(await isSetupToken(tx, token))) throw new AppError("permission");
  await repository.deleteSetupTokens(tx);
  return createUser(tx, { ...user, isServerAdministrator: true });
}
