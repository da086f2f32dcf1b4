import { hash, verify } from "@node-rs/argon2";
import { invalidField } from "../../errors.js";

const MIN_PASSWORD_LENGTH = 10;
const MAX_PASSWORD_LENGTH = 1000;

/**
 * @param field the member of the body that holds the password
 * @throws {AppError} `invalid` for one that is too short or too long.
 */
export async function hashPassword(password: string, field = "password"): Promise<string> {
  if (password.length < MIN_PASSWORD_LENGTH || password.length > MAX_PASSWORD_LENGTH) {
    throw invalidField(field, `takes ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`);
  }
  // argon2id with the library's defaults, which are those of RFC 9106's second recommendation or above.
  return hash(password);
}

let dummyHash: Promise<string> | undefined;

/** Takes as long where there is no password to compare with: who has an account cannot be told by a clock. */
export async function isPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  dummyHash ??= hash("a password that nobody has");
  const isRight = await verify(passwordHash ?? (await dummyHash), password);
  return isRight && typeof passwordHash === "string";
}
