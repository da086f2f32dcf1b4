import { AppError } from "../errors.js";

const WINDOW_MS = 60_000;
/** Addresses and credentials that are remembered; the oldest are forgotten. */
const MAX_REMEMBERED = 20_000;

interface Failures {
  count: number;
  readonly endsAtMs: number;
}

/**
 * Counts wrong keys and wrong cookies by the address that they come from. Each is another credential, so the limit of
 * requests by credential never meets them. An address with too many of them waits; credentials that were right a while ago
 * go on working from it, so that one broken script does not lock out the people behind the same address.
 */
export class FailedCredentials {
  readonly #maxPerMinute: number;
  readonly #now: () => number;
  readonly #failures = new Map<string, Failures>();
  readonly #right = new Set<string>();

  /** @param maxPerMinute 0 switches the limit off */
  constructor(maxPerMinute: number, now: () => number = Date.now) {
    this.#maxPerMinute = maxPerMinute;
    this.#now = now;
  }

  /**
   * Before a credential is looked up.
   * @throws {AppError} `throttled`
   */
  require(address: string, credentialHash: Buffer): void {
    const failures = this.#failures.get(address);
    if (failures === undefined || failures.count < this.#maxPerMinute) return;
    const leftMs = failures.endsAtMs - this.#now();
    if (leftMs <= 0 || this.#right.has(credentialHash.toString("base64"))) return;
    const seconds = Math.max(1, Math.ceil(leftMs / 1000));
    throw new AppError("throttled", {
      detail: `Request was throttled. Expected available in ${seconds} seconds.`,
      headers: { "retry-after": String(seconds) },
    });
  }

  failed(address: string): void {
    if (this.#maxPerMinute === 0) return;
    const present = this.#failures.get(address);
    if (present !== undefined && present.endsAtMs > this.#now()) {
      present.count++;
      return;
    }
    this.#failures.delete(address);
    this.#failures.set(address, { count: 1, endsAtMs: this.#now() + WINDOW_MS });
    forgetOldest(this.#failures);
  }

  succeeded(credentialHash: Buffer): void {
    if (this.#maxPerMinute === 0) return;
    this.#right.add(credentialHash.toString("base64"));
    forgetOldest(this.#right);
  }
}

function forgetOldest(remembered: {
  readonly size: number;
  keys(): Iterator<string>;
  delete(key: string): boolean;
}): void {
  if (remembered.size <= MAX_REMEMBERED) return;
  const oldest = remembered.keys().next();
  if (oldest.done !== true) remembered.delete(oldest.value);
}
