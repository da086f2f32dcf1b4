import { type AnnotationRecord, type ObjectKey, objectKey } from "../annotations/records.js";
import type { Store } from "../store/store.js";
import type { DocumentViewState } from "./view-state.js";
import { type ObjectStateRecord, ObjectStateType } from "./view-state-records.js";

/**
 * What is hidden and what is locked in this tab, by object: over all frames and sensors at once. Never saved.
 *
 * @example editor.objectStates.lock([record]); editor.objectStates.isLocked(record) // true
 */
export class ObjectStates {
  readonly #store: Store;
  readonly #viewState: DocumentViewState;
  #isolated: { readonly keys: readonly ObjectKey[] | null; readonly set: ReadonlySet<ObjectKey> } = {
    keys: null,
    set: new Set(),
  };

  constructor(store: Store, viewState: DocumentViewState) {
    this.#store = store;
    this.#viewState = viewState;
  }

  isHidden(record: AnnotationRecord): boolean {
    return this.#find(objectKey(record))?.isHidden === true || this.isIsolatedAway(record);
  }

  isLocked(record: AnnotationRecord): boolean {
    return this.#find(objectKey(record))?.isLocked === true;
  }

  /** Whether other objects alone are shown. */
  isIsolatedAway(record: AnnotationRecord): boolean {
    const keys = this.#viewState.get().isolatedKeys;
    if (keys === null) return false;
    if (this.#isolated.keys !== keys) this.#isolated = { keys, set: new Set(keys) };
    return !this.#isolated.set.has(objectKey(record));
  }

  hide(records: readonly AnnotationRecord[]): void {
    this.#set(records, { isHidden: true });
  }

  show(records: readonly AnnotationRecord[]): void {
    this.#set(records, { isHidden: false });
  }

  /** Shows these whatever hides them: beside the ones that are shown alone, where there are such. */
  reveal(records: readonly AnnotationRecord[]): void {
    this.#store.transact(() => {
      const keys = this.#viewState.get().isolatedKeys;
      if (keys !== null) this.#viewState.set({ isolatedKeys: [...new Set([...keys, ...records.map(objectKey)])] });
      this.show(records.filter((record) => this.isHidden(record)));
    });
  }

  lock(records: readonly AnnotationRecord[]): void {
    this.#set(records, { isLocked: true });
  }

  unlock(records: readonly AnnotationRecord[]): void {
    this.#set(records, { isLocked: false });
  }

  /** Shows these alone; a second time, or with none, all again. */
  toggleIsolated(records: readonly AnnotationRecord[]): void {
    const isOff = this.#viewState.get().isolatedKeys === null;
    this.#viewState.set({ isolatedKeys: isOff && records.length > 0 ? [...new Set(records.map(objectKey))] : null });
  }

  /** Shows everything again. */
  showAll(): void {
    this.#store.transact(() => {
      this.#viewState.set({ isolatedKeys: null });
      for (const state of [...this.#store.all(ObjectStateType)]) {
        const shown: ObjectStateRecord = { ...state, isHidden: false };
        if (state.isHidden) this.#store.put(shown);
      }
    });
  }

  /** Objects have other keys now: what was hidden, locked or shown alone stays so. */
  rename(keys: ReadonlyMap<ObjectKey, ObjectKey>): void {
    const { isolatedKeys } = this.#viewState.get();
    if (isolatedKeys?.some((key) => keys.has(key)))
      this.#viewState.set({ isolatedKeys: isolatedKeys.map((key) => keys.get(key) ?? key) });
    const states = [...keys].flatMap(([from, to]) => {
      const state = this.#find(from);
      return state === undefined ? [] : [{ state, to }];
    });
    for (const { state } of states) this.#store.remove(state.id);
    for (const { state, to } of states) {
      const renamed: ObjectStateRecord = { ...state, id: stateId(to), objectKey: to };
      this.#store.put(renamed);
    }
  }

  #find(key: ObjectKey): ObjectStateRecord | undefined {
    return this.#store.find(ObjectStateType, stateId(key));
  }

  #set(records: readonly AnnotationRecord[], values: Partial<Pick<ObjectStateRecord, "isHidden" | "isLocked">>): void {
    this.#store.transact(() => {
      for (const key of new Set(records.map(objectKey))) {
        const id = stateId(key);
        const before = this.#find(key) ?? {
          id,
          typeName: "object-state",
          objectKey: key,
          isHidden: false,
          isLocked: false,
        };
        const after: ObjectStateRecord = { ...before, ...values };
        if (after.isHidden !== before.isHidden || after.isLocked !== before.isLocked) this.#store.put(after);
      }
    });
  }
}

/** The id of an object's state record. */
export function stateId(key: ObjectKey): string {
  return `object-state:${key}`;
}
