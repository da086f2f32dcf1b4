import type { Unsubscribe } from "./emitter.js";
import type { RecordType, StoreRecord } from "./record.js";
import type { Change, Store } from "./store.js";

/** Ids of records by a key, kept by diffs: looking up costs what is found, a change what it touches. */
export class RecordIndex<R extends StoreRecord, Key> {
  readonly #type: RecordType<R>;
  readonly #keyOf: (record: R) => Key;
  readonly #ids = new Map<Key, Set<string>>();
  readonly #stop: Unsubscribe;

  constructor(store: Store, type: RecordType<R>, keyOf: (record: R) => Key) {
    this.#type = type;
    this.#keyOf = keyOf;
    for (const record of store.all(type)) this.#add(record);
    this.#stop = store.listen((change) => this.#follow(change), { scope: type.scope });
  }

  ids(key: Key): ReadonlySet<string> {
    return this.#ids.get(key) ?? NONE;
  }

  dispose(): void {
    this.#stop();
  }

  #follow({ diff }: Change): void {
    for (const record of Object.values(diff.removed)) this.#remove(record);
    for (const [from, to] of Object.values(diff.updated)) {
      if (!this.#type.is(from) || !this.#type.is(to) || Object.is(this.#keyOf(from), this.#keyOf(to))) continue;
      this.#remove(from);
      this.#add(to);
    }
    for (const record of Object.values(diff.added)) this.#add(record);
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
