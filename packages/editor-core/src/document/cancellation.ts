import { Emitter, type Unsubscribe } from "../store/emitter.js";

/** Tells who computes something that nobody waits for it any more. */
export interface CancelSignal {
  readonly isCancelled: boolean;
  /** Calls `listener` once it is given up. */
  listen(listener: () => void): Unsubscribe;
}

/** Gives something up. The core knows no DOM, and so no AbortController. */
export class Cancellation implements CancelSignal {
  readonly #cancelled = new Emitter();
  #isCancelled = false;

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#cancelled.emit();
  }

  listen(listener: () => void): Unsubscribe {
    return this.#cancelled.listen(listener);
  }
}
