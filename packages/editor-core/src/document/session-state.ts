import type { RecordType, StoreRecord } from "../store/record.js";
import type { Store } from "../store/store.js";
import {
  SESSION_ID,
  type SensorSessionRecord,
  SensorSessionType,
  type SessionRecord,
  SessionType,
  sensorSessionId,
} from "./session.js";

type Fields<R extends StoreRecord> = Omit<R, "id" | "typeName">;

/** What a page may set. Whether the label is read-only is set on the editor, and the frame by `go`: both end first what is going on. */
type SettableOfDocument = Partial<Omit<Fields<SessionRecord>, "isReadOnly" | "frame">>;

/**
 * Reads and writes the session record of a document.
 *
 * @example document.session.set({ colorBy: { by: "instance" } });
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
  set(values: SettableOfDocument): void {
    setFields(this.#store, { type: SessionType, id: SESSION_ID, values });
  }
}

/** The session as a sensor's editor sees it: the document's, and its own. */
export type SensorSessionView = Fields<SessionRecord> & Fields<SensorSessionRecord>;

const OF_SENSOR: ReadonlySet<string> = new Set<keyof Fields<SensorSessionRecord>>([
  "isSnapping",
  "showsCrosshair",
  "onlyLayer",
  "path",
]);

/**
 * Reads and writes the session of a document and of one of its sensors as one.
 *
 * @example editor.session.set({ showsCrosshair: true, categoryId: 2 });
 */
export class SensorSession {
  readonly #store: Store;
  readonly #id: string;
  #view:
    | { readonly document: SessionRecord; readonly own: SensorSessionRecord; readonly all: SensorSessionView }
    | undefined;

  constructor(store: Store, sensor: string | undefined) {
    this.#store = store;
    this.#id = sensorSessionId(sensor);
  }

  get(): SensorSessionView {
    const document = this.#store.get(SessionType, SESSION_ID);
    const own = this.#store.get(SensorSessionType, this.#id);
    if (this.#view?.document !== document || this.#view.own !== own)
      this.#view = { document, own, all: { ...document, ...own } };
    return this.#view.all;
  }

  /** Changes some fields; the same values again are no change. */
  set(values: SettableOfDocument & Partial<Fields<SensorSessionRecord>>): void {
    const entries = Object.entries(values);
    const own = Object.fromEntries(entries.filter(([key]) => OF_SENSOR.has(key)));
    const others = Object.fromEntries(entries.filter(([key]) => !OF_SENSOR.has(key)));
    this.#store.transact(() => {
      setFields(this.#store, { type: SensorSessionType, id: this.#id, values: own });
      setFields(this.#store, { type: SessionType, id: SESSION_ID, values: others });
    });
  }
}

function setFields<R extends StoreRecord>(
  store: Store,
  { type, id, values }: { readonly type: RecordType<R>; readonly id: string; readonly values: object },
): void {
  const now = store.get(type, id);
  const changed = Object.entries(values).filter(([key, value]) => !Object.is(Reflect.get(now, key), value));
  if (changed.length === 0) return;
  store.transact(() => store.update(type, id, (record) => ({ ...record, ...Object.fromEntries(changed) })));
}
