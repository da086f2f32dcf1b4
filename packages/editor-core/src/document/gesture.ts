import type { History, HistoryMark } from "../history/history.js";
import type { Store } from "../store/store.js";

/**
 * A change that takes many pointer moves and is one step of undo. Each {@link Gesture.update} writes what follows from
 * the pointer now; {@link Gesture.cancel} leaves no trace.
 */
export class Gesture {
  readonly #store: Store;
  readonly #history: History;
  readonly #mark: HistoryMark;
  readonly #onEnd: () => void;
  #isOpen = true;

  constructor(store: Store, history: History, options: { readonly mark: HistoryMark; readonly onEnd: () => void }) {
    this.#store = store;
    this.#history = history;
    this.#mark = options.mark;
    this.#onEnd = options.onEnd;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  update(write: () => void): void {
    if (this.#isOpen) this.#store.transact(write);
  }

  finish(): void {
    this.#end(() => this.#history.squashTo(this.#mark));
  }

  cancel(): void {
    this.#end(() => this.#history.bailTo(this.#mark));
  }

  #end(how: () => void): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    how();
    this.#onEnd();
  }
}
