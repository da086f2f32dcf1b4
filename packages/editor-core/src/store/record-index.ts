import type { Unsubscribe } from "./emitter.js";
import type { RecordType, StoreRecord } from "./record.js";
import type { Store } from "./store.js";

/**
 * Ids of records by a key, kept write by write: looking up costs what is found, a change what it touches.
 *
 * @example new RecordIndex(store, AnnotationType, (record) => record.categoryId).ids(2)
 */
export class RecordIndex<R extends StoreRecord, Key> {
  readonly #type: RecordType<R>;
  readonly #keyOf: (record: R) => Key;
  readonly #ids = new Map<Key, Set<string>>();
  readonly #stop: Unsubscribe;

  constructor(store: Store, type: RecordType<R>, keyOf: (record: R) => Key) {
    this.#type = type;
    this.#keyOf = keyOf;
    for (const record of store.all(type)) this.#add(record);
    this.#stop = store.onWrite((from, to) => this.#follow(from, to));
  }

  ids(key: Key): ReadonlySet<string> {
    return this.#ids.get(key) ?? NONE;
  }

  keys(): IterableIterator<Key> {
    return this.#ids.keys();
  }

  get keyCount(): number {
    return this.#ids.size;
  }

  dispose(): void {
    this.#stop();
  }

  #follow(from: StoreRecord | undefined, to: StoreRecord | undefined): void {
    const isBoth = from && to && this.#type.is(from) && this.#type.is(to);
    if (isBoth && Object.is(this.#keyOf(from), this.#keyOf(to))) return;
    if (from) this.#remove(from);
    if (to) this.#add(to);
  }

  #add(record: StoreRecord): void {
    if (!this.#type.is(record)) return;
    const key = this.#keyOf(record);
    const ids = this.#ids.get(key);
    if (ids) ids.add(record.id);
    else this.#ids.set(key, new Set([record.id]));
  }

  #remove(record: StoreRecord): void {
    if (!this.#type.is(record)) return;
    const key = this.#keyOf(record);
    const ids = this.#ids.get(key);
    ids?.delete(record.id);
    if (ids?.size === 0) this.#ids.delete(key);
  }
}

const NONE: ReadonlySet<string> = new Set();
