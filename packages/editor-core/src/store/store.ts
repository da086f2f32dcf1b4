import { isSameJson } from "@tessera/json";
import { sizeOf } from "../memory/size-of.js";
import { type Diff, DiffBuilder, isEmptyDiff } from "./diff.js";
import { Emitter, type Unsubscribe } from "./emitter.js";
import type { RecordScope, RecordType, StoreRecord } from "./record.js";

/** In the order in which listeners hear of them. */
const SCOPES = ["document", "view"] as const;

/**
 * Where a transaction comes from.
 *
 * - `person`, `sketch`, `history`: the person's work, a path in the making, undo and redo. They count as unsaved.
 * - `load`: the document is replaced by a label. Nothing to undo, nothing to save.
 * - `page-in`: a part of the label that is read later, as a frame that comes into view. Neither undone nor unsaved.
 * - `remote`: what somebody else has saved and the server has. Neither undone nor unsaved.
 *
 * A read-only label takes all but the person's own.
 */
export type ChangeSource = "person" | "sketch" | "history" | "load" | "page-in" | "remote";

/**
 * Whether a change is the person's own: those are kept in drafts, and a read-only label refuses them.
 *
 * @example isOwnChange("page-in") // false
 */
export function isOwnChange(source: ChangeSource): boolean {
  return source === "person" || source === "sketch" || source === "history";
}

/** How a transaction is made. */
export interface TransactOptions {
  /** Names a new step of undo that begins with it. */
  readonly mark?: string;
  /** Where that step is made: the history keeps it. */
  readonly at?: unknown;
  readonly source?: ChangeSource;
}

/** What listeners are told: what changed in the scope they listen to, and why. */
export interface Change {
  readonly diff: Diff;
  readonly scope: RecordScope;
  readonly source: ChangeSource;
  readonly mark?: string;
  readonly at?: unknown;
}

/** Listens to the changes of one scope, or of both. */
export interface ListenOptions {
  readonly scope?: RecordScope;
}

/**
 * All records of an editor. Every write happens in {@link Store.transact}, which yields one diff a scope; undo, drafts,
 * drawing and panels are listeners. Costs what a transaction touches, however many records there are.
 *
 * @example
 * const store = new Store([AnnotationType, ViewStateType]);
 * store.transact(() => store.put(annotation), { mark: "Draw box" });
 * store.get(AnnotationType, annotation.id); // annotation
 */
export class Store {
  readonly #types: ReadonlyMap<string, RecordType>;
  readonly #records = new Map<string, StoreRecord>();
  readonly #byType = new Map<string, Map<string, StoreRecord>>();
  /** Records never change, so neither does what they take. */
  readonly #sizes = new WeakMap<StoreRecord, number>();
  readonly #changed = new Emitter<[Change]>();
  readonly #beforeCommit = new Emitter<[document: Diff, view: Diff]>();
  readonly #written = new Emitter<[from: StoreRecord | undefined, to: StoreRecord | undefined]>();
  readonly #versions: Record<RecordScope, number> = { document: 0, view: 0 };
  #open: Readonly<Record<RecordScope, DiffBuilder>> | undefined;
  #options: TransactOptions = {};
  #guard: (record: StoreRecord, type: RecordType, source: ChangeSource) => void = () => {};

  constructor(types: readonly RecordType[]) {
    this.#types = new Map(types.map((type) => [type.typeName, type]));
    for (const type of types) this.#byType.set(type.typeName, new Map());
  }

  /** How many listeners there are: after everybody has left, 0. */
  get listenerCount(): number {
    return this.#changed.size + this.#beforeCommit.size + this.#written.size;
  }

  /** Whether a transaction is running. */
  get isInTransaction(): boolean {
    return this.#open !== undefined;
  }

  /** An empty diff that compares records as their types say. */
  newDiff(): DiffBuilder {
    return new DiffBuilder((a, b) => this.isSame(a, b));
  }

  /** Whether two records are the same by value. */
  isSame(a: StoreRecord, b: StoreRecord): boolean {
    const type = this.#types.get(a.typeName);
    return type?.isSame ? type.is(b) && type.isSame(a, b) : isSameJson(a, b);
  }

  /** Bytes that a record takes, roughly. */
  sizeOf(record: StoreRecord): number {
    const known = this.#sizes.get(record);
    if (known !== undefined) return known;
    const bytes = this.#types.get(record.typeName)?.sizeOf?.(record) ?? sizeOf(record);
    this.#sizes.set(record, bytes);
    return bytes;
  }

  /** Counts the changes of a scope. */
  version(scope: RecordScope): number {
    return this.#versions[scope];
  }

  /** The record, or undefined. */
  find<R extends StoreRecord>(type: RecordType<R>, id: string): R | undefined {
    const record = this.#records.get(id);
    return record && type.is(record) ? record : undefined;
  }

  /** The record of whatever type, or undefined. */
  findAny(id: string): StoreRecord | undefined {
    return this.#records.get(id);
  }

  /** The record; throws where there is none. */
  get<R extends StoreRecord>(type: RecordType<R>, id: string): R {
    const record = this.find(type, id);
    if (!record) throw new Error(`There is no ${type.typeName} ${id}`);
    return record;
  }

  /** All records of a type, in the order in which they were added. */
  *all<R extends StoreRecord>(type: RecordType<R>): IterableIterator<R> {
    for (const record of this.#byType.get(type.typeName)?.values() ?? []) {
      if (type.is(record)) yield record;
    }
  }

  count(type: RecordType): number {
    return this.#byType.get(type.typeName)?.size ?? 0;
  }

  /** Adds a record, or replaces the one with its id. */
  put(record: StoreRecord): void {
    this.#write(record.id, record);
  }

  /** Replaces a record by what `change` makes of it. */
  update<R extends StoreRecord>(type: RecordType<R>, id: string, change: (record: R) => R): void {
    const from = this.get(type, id);
    const to = change(from);
    if (to !== from) this.#write(id, to);
  }

  /** Removes a record; nothing happens where there is none. */
  remove(id: string): void {
    if (this.#records.has(id)) this.#write(id, undefined);
  }

  /** Puts `records` in the place of `before`. What is the same by value stays the record it was, and so is no change. */
  replace(before: Iterable<StoreRecord>, records: readonly StoreRecord[]): void {
    const kept = new Set(records.map(({ id }) => id));
    for (const { id } of [...before]) if (!kept.has(id)) this.remove(id);
    for (const record of records) {
      const now = this.#records.get(record.id);
      if (!now || !this.isSame(now, record)) this.put(record);
    }
  }

  /** Applies a diff as it stands: its `from` records are not compared. */
  apply(diff: Diff): void {
    for (const id of Object.keys(diff.removed)) this.remove(id);
    for (const [, to] of Object.values(diff.updated)) this.put(to);
    for (const record of Object.values(diff.added)) this.put(record);
  }

  /**
   * Runs `write` as one transaction: its changes reach the listeners as one diff, or, when it throws, are taken back. A
   * transaction inside another joins it.
   *
   * @example store.transact(() => { store.remove(a); store.remove(b); }, { mark: "Delete" })
   */
  transact<T>(write: () => T, options: TransactOptions = {}): T {
    if (this.#open) {
      if (options.mark !== undefined) this.#options = { mark: options.mark, at: options.at, ...this.#options };
      return write();
    }
    const open = { document: this.newDiff(), view: this.newDiff() };
    this.#open = open;
    this.#options = options;
    let result: T;
    try {
      result = write();
      this.#beforeCommit.emit(open.document.build(), open.view.build());
    } catch (error) {
      for (const scope of SCOPES) this.#rollBack(open[scope].build());
      throw error;
    } finally {
      this.#open = undefined;
    }
    this.#publish(open);
    return result;
  }

  /**
   * Calls `listener` after each transaction that changed something in the scope. Both scopes changed: document first.
   */
  listen(listener: (change: Change) => void, { scope }: ListenOptions = {}): Unsubscribe {
    return this.#changed.listen((change) => {
      if (scope === undefined || change.scope === scope) listener(change);
    });
  }

  /**
   * Calls `repair` at the end of each transaction, inside it, with what has changed in the document and in the view state
   * so far, so that it can mend what the transaction left behind.
   */
  beforeCommit(repair: (document: Diff, view: Diff) => void): Unsubscribe {
    return this.#beforeCommit.listen(repair);
  }

  /**
   * Calls `listener` at each single write, in the midst of a transaction, and again when it is rolled back. For
   * indexes, which must be right while a transaction still runs; everything else wants {@link Store.listen}.
   */
  onWrite(listener: (from: StoreRecord | undefined, to: StoreRecord | undefined) => void): Unsubscribe {
    return this.#written.listen(listener);
  }

  /** `guard` throws where a record must not be written. The one wall behind which a read-only editor stands. */
  guard(guard: (record: StoreRecord, type: RecordType, source: ChangeSource) => void): void {
    this.#guard = guard;
  }

  #write(id: string, to: StoreRecord | undefined): void {
    if (!this.#open) throw new Error("The store is written in a transaction only");
    const from = this.#records.get(id);
    const record = to ?? from;
    if (!record || from === to) return;
    const type = this.#typeOf(record);
    this.#guard(record, type, this.#options.source ?? "person");
    this.#set(id, to);
    this.#open[type.scope].change(id, from, to);
  }

  #set(id: string, to: StoreRecord | undefined): void {
    const from = this.#records.get(id);
    if (to) {
      this.#records.set(id, to);
      this.#byType.get(to.typeName)?.set(id, to);
    } else {
      this.#records.delete(id);
      if (from) this.#byType.get(from.typeName)?.delete(id);
    }
    this.#written.emit(from, to);
  }

  #typeOf(record: StoreRecord): RecordType {
    const type = this.#types.get(record.typeName);
    if (!type) throw new Error(`The store has no type ${record.typeName}`);
    return type;
  }

  #rollBack(diff: Diff): void {
    for (const id of Object.keys(diff.added)) this.#set(id, undefined);
    for (const [id, [from]] of Object.entries(diff.updated)) this.#set(id, from);
    for (const [id, record] of Object.entries(diff.removed)) this.#set(id, record);
  }

  #publish(open: Readonly<Record<RecordScope, DiffBuilder>>): void {
    const { source = "person", mark, at } = this.#options;
    for (const scope of SCOPES) {
      const diff = open[scope].build();
      if (isEmptyDiff(diff)) continue;
      this.#versions[scope]++;
      this.#changed.emit({ diff, scope, source, ...(mark === undefined ? {} : { mark, at }) });
    }
  }
}
