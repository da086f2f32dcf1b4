import { onAbort } from "./on-abort.js";

/** The longest of the first pauses; each further pause may be twice as long. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 8_000;
/** A server that asks for more than this is not waited for. */
export const MAX_RETRY_AFTER_MS = 90_000;

/** May a failed request be sent again: never; if doing it twice is harmless; or always, because it was not done at all. */
export type Retry = "never" | "repeatable" | "always";

/** An attempt that failed, and what that means for the next one. Never leaves the HTTP layer. */
export class Failure {
  readonly error: unknown;
  readonly retry: Retry;
  readonly retryAfterMs: number | undefined;

  constructor(error: unknown, options: { readonly retry: Retry; readonly retryAfterMs?: number | undefined }) {
    this.error = error;
    this.retry = options.retry;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** 408, 429 and 503 are refusals before the work; after any other 5xx nobody knows. A conflict (409) is never retried. */
export function retryOf(status: number): Retry {
  if (status === 408 || status === 429 || status === 503) return "always";
  return status >= 500 && status !== 501 && status !== 505 ? "repeatable" : "never";
}

/**
 * Full jitter: anything between nothing and a bound that doubles, so that clients that failed together do not come
 * back together. What the server asks for comes on top.
 */
export function pauseMs(
  attempt: number,
  options: { readonly retryAfterMs?: number | undefined; random?: () => number },
) {
  const bound = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return (options.retryAfterMs ?? 0) + bound * (options.random ?? Math.random)();
}

/** `Retry-After` in milliseconds: seconds, or an HTTP date. */
export function parseRetryAfter(header: string | null, nowMs = Date.now()): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

/** @throws the signal's reason when it is aborted. */
export function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, durationMs);
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal?.reason);
    });
  });
}
