import { TimeoutError } from "../errors.js";
import { onAbort } from "./on-abort.js";

/**
 * One attempt's way to stop: by the caller's signal, or by a timer that every sign of life winds up again. Lets go of
 * the caller's signal when the attempt is over: such a signal may outlive thousands of requests.
 */
export class Watch {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #timeoutMs: number;
  readonly #forget: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isTimedOut = false;

  constructor(caller: AbortSignal | undefined, timeoutMs: number) {
    this.#caller = caller;
    this.#timeoutMs = timeoutMs;
    this.#forget = onAbort(caller, () => this.#controller.abort(caller?.reason));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Winds the timer up; `extraMs` for what takes its time in any case. */
  touch(extraMs = 0): void {
    clearTimeout(this.#timer);
    if (!Number.isFinite(this.#timeoutMs)) return;
    this.#timer = setTimeout(() => {
      this.#isTimedOut = true;
      this.#controller.abort();
    }, this.#timeoutMs + extraMs);
  }

  /** The timer stands still: nothing is due from the server. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  end(): void {
    this.pause();
    this.#forget();
  }

  /** What a failed attempt failed of, or undefined when it was nothing of ours. */
  reason(call: string, cause: unknown): { error: unknown; isAbort: boolean } | undefined {
    if (this.#caller?.aborted) return { error: this.#caller.reason, isAbort: true };
    if (!this.#isTimedOut) return undefined;
    const message = `${call}: no answer within ${this.#timeoutMs} ms`;
    return { error: new TimeoutError(message, { cause }), isAbort: false };
  }
}
