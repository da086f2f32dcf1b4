import type { Store } from "../store/store.js";
import { SESSION_ID, type SessionRecord, SessionType } from "./session.js";

/** What a page may set. Whether the label is read-only is set on the editor, which first ends what is going on. */
type Settable = Partial<Omit<SessionRecord, "id" | "typeName" | "isReadOnly">>;

/**
 * Reads and writes the one session record.
 *
 * @example editor.session.set({ colorBy: { by: "instance" } });
 */
export class SessionState {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get(): SessionRecord {
    return this.#store.get(SessionType, SESSION_ID);
  }

  /** Changes some fields; the same values again are no change. */
  set(values: Settable): void {
    const now = this.get();
    const changed = Object.entries(values).filter(([key, value]) => !Object.is(Reflect.get(now, key), value));
    if (changed.length === 0) return;
    this.#store.transact(() =>
      this.#store.update(SessionType, SESSION_ID, (record) => ({ ...record, ...Object.fromEntries(changed) })),
    );
  }
}
