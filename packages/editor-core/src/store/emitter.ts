/** Takes a listener away again. */
export type Unsubscribe = () => void;

/**
 * A list of listeners. `size` lets a test find one that was never taken away.
 *
 * @example const stop = emitter.listen((text) => console.log(text)); emitter.emit("hello"); stop();
 */
export class Emitter<Args extends readonly unknown[] = []> {
  readonly #listeners = new Set<(...args: Args) => void>();

  get size(): number {
    return this.#listeners.size;
  }

  listen(listener: (...args: Args) => void): Unsubscribe {
    // Wrapped, so that the same function may listen twice and each leaves by itself.
    const entry = (...args: Args) => listener(...args);
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  emit(...args: Args): void {
    for (const listener of [...this.#listeners]) listener(...args);
  }
}
