import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import type { DbOrTx } from "../../database/database.js";
import { AppError } from "../../errors.js";
import * as repository from "./login-attempt-repository.js";

const ADDRESS_LIMIT = { freeAttempts: 20, maxPauseSeconds: 300 };
/** Short pauses: whoever keeps guessing must not keep the person out who knows the password. */
const ACCOUNT_LIMIT = { freeAttempts: 5, maxPauseSeconds: 30 };
const DEVICE_LIMIT = { freeAttempts: 10, maxPauseSeconds: 60 };

export interface LoginAttempt {
  /** The password was right: what failed before on this account counts no more. */
  succeed(): Promise<void>;
}

interface Guess {
  /** What was given for a name. Never the account's own: what does not exist must be throttled exactly like what does. */
  readonly name: string;
  readonly address: string;
  /** The browser that it comes from, where the account has signed in from it before. */
  readonly device?: string | undefined;
}

/**
 * Slows down guessing of passwords, counted in the database so that all server processes count together: by address, and by
 * the name that was given. A browser that the account has signed in from is counted apart: the people in an office, or all
 * who come through one proxy, do not wait for what others try.
 *
 * @throws {AppError} `throttled`, with `Retry-After`.
 */
export async function beginLoginAttempt(db: DbOrTx, guess: Guess): Promise<LoginAttempt> {
  const [name, network] = [guess.name.toLowerCase(), networkOf(guess.address)];
  if (guess.device !== undefined) {
    const device = { key: keyOf("device", guess.device), ...DEVICE_LIMIT };
    refuseFor(await repository.takeAttempt(db, device));
    return { succeed: () => repository.forgetAttempts(db, device.key) };
  }
  const address = { key: keyOf("address", network), ...ADDRESS_LIMIT };
  const account = { key: keyOf("account", name), ...ACCOUNT_LIMIT };
  refuseFor(await repository.takeAttempt(db, address));
  const seconds = await repository.takeAttempt(db, account);
  if (seconds > 0) await repository.giveAttemptBack(db, address.key);
  refuseFor(seconds);
  return {
    async succeed() {
      // The address keeps its other failures: one account of one's own is no way to try the others.
      await repository.giveAttemptBack(db, address.key);
      await repository.forgetAttempts(db, account.key);
    },
  };
}

function refuseFor(seconds: number): void {
  if (seconds === 0) return;
  throw new AppError("throttled", {
    detail: `Request was throttled. Expected available in ${seconds} seconds.`,
    headers: { "retry-after": String(seconds) },
  });
}

function keyOf(kind: "address" | "account" | "device", text: string): Buffer {
  return createHash("sha256").update(`${kind}:${text}`).digest();
}

/** One household has 2^64 addresses of IPv6: they count as one. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith("::ffff:")) return address;
  const [head = "", tail = ""] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const missing = 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  const all = address.includes("::") ? [...groups, ...Array<string>(missing).fill("0"), ...tail.split(":")] : groups;
  return all.slice(0, 4).join(":");
}
