import type { RecordType, StoreRecord } from "../store/record.js";
import type { Store } from "../store/store.js";
import {
  type SensorViewStateRecord,
  SensorViewStateType,
  sensorViewStateId,
  VIEW_STATE_ID,
  type ViewStateRecord,
  ViewStateType,
} from "./view-state-records.js";

type Fields<R extends StoreRecord> = Omit<R, "id" | "typeName">;

/** What a page may set. Whether the label is read-only is set on the editor, and the frame by `go`: both end first what is going on. */
type SettableOfDocument = Partial<Omit<Fields<ViewStateRecord>, "isReadOnly" | "frame">>;

/**
 * Reads and writes the view state of a document.
 *
 * @example document.viewState.set({ colorBy: { by: "instance" } });
 */
export class DocumentViewState {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get(): ViewStateRecord {
    return this.#store.get(ViewStateType, VIEW_STATE_ID);
  }

  /** Changes some fields; the same values again are no change. */
  set(values: SettableOfDocument): void {
    setFields(this.#store, { type: ViewStateType, id: VIEW_STATE_ID, values });
  }
}

/** The view state as a sensor's editor sees it: the document's, and its own. */
export type SensorViewStateFields = Fields<ViewStateRecord> & Fields<SensorViewStateRecord>;

const OF_SENSOR: ReadonlySet<string> = new Set<keyof Fields<SensorViewStateRecord>>([
  "isSnapping",
  "showsCrosshair",
  "onlyLayer",
  "path",
]);

/**
 * Reads and writes the view state of a document and of one of its sensors as one.
 *
 * @example editor.viewState.set({ showsCrosshair: true, categoryId: 2 });
 */
export class SensorViewState {
  readonly #store: Store;
  readonly #id: string;
  #view:
    | { readonly document: ViewStateRecord; readonly own: SensorViewStateRecord; readonly all: SensorViewStateFields }
    | undefined;

  constructor(store: Store, sensor: string | undefined) {
    this.#store = store;
    this.#id = sensorViewStateId(sensor);
  }

  get(): SensorViewStateFields {
    const document = this.#store.get(ViewStateType, VIEW_STATE_ID);
    const own = this.#store.get(SensorViewStateType, this.#id);
    if (this.#view?.document !== document || this.#view.own !== own)
      this.#view = { document, own, all: { ...document, ...own } };
    return this.#view.all;
  }

  /** Changes some fields; the same values again are no change. */
  set(values: SettableOfDocument & Partial<Fields<SensorViewStateRecord>>): void {
    const entries = Object.entries(values);
    const own = Object.fromEntries(entries.filter(([key]) => OF_SENSOR.has(key)));
    const others = Object.fromEntries(entries.filter(([key]) => !OF_SENSOR.has(key)));
    this.#store.transact(() => {
      setFields(this.#store, { type: SensorViewStateType, id: this.#id, values: own });
      setFields(this.#store, { type: ViewStateType, id: VIEW_STATE_ID, values: others });
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
