/**
 * Gives out object ids: one above the highest, and never one that was in use before, so that a deleted object's id
 * means nothing else while the editor is open. Where the highest is the last possible one, the lowest that is free.
 *
 * @example const ids = new ObjectIds(); ids.use(7); ids.next(); // 8
 */
export class ObjectIds {
  readonly #limit: number;
  readonly #used = new Set<number>();
  #max = 0;

  /** `limit` is the largest id that the format can hold. */
  constructor({ limit = Number.MAX_SAFE_INTEGER }: { limit?: number } = {}) {
    this.#limit = limit;
  }

  use(id: number): void {
    this.#used.add(id);
    this.#max = Math.max(this.#max, id);
  }

  next(): number {
    if (this.#max < this.#limit) return this.#max + 1;
    let id = 1;
    while (this.#used.has(id)) id++;
    return id;
  }

  /** Forgets all ids: another label is loaded. */
  clear(): void {
    this.#used.clear();
    this.#max = 0;
  }
}
