import { type AnnotationRecord, annotationId, type ObjectKey, objectKeyOf } from "../annotations/records.js";
import type { Store } from "../store/store.js";
import type { SessionState } from "./session-state.js";

interface InView {
  readonly keys: readonly ObjectKey[];
  readonly place: unknown;
  readonly version: number;
  readonly ids: readonly string[];
  readonly set: ReadonlySet<string>;
}

/**
 * What is selected and hovered: objects, which stay so from frame to frame. Asked for ids, it names their annotations in the place in view.
 * Objects that are gone or out of sight leave by themselves (see the editor's repair).
 *
 * @example editor.selection.toggle(record.id); editor.selection.ids // [record.id]
 */
export class Selection {
  readonly #store: Store;
  readonly #session: SessionState;
  readonly #find: (id: string) => AnnotationRecord | undefined;
  readonly #isShown: (record: AnnotationRecord) => boolean;
  #inView: InView = { keys: [], place: undefined, version: -1, ids: [], set: new Set() };

  constructor(
    store: Store,
    session: SessionState,
    options: {
      readonly find: (id: string) => AnnotationRecord | undefined;
      readonly isShown: (record: AnnotationRecord) => boolean;
    },
  ) {
    this.#store = store;
    this.#session = session;
    this.#find = options.find;
    this.#isShown = options.isShown;
  }

  /** The selected objects, also those that are not in the place in view, in the order in which they were selected. */
  get keys(): readonly ObjectKey[] {
    return this.#session.get().selectedKeys;
  }

  /** Their annotations in the place in view. */
  get ids(): readonly string[] {
    return this.#look().ids;
  }

  /** The one that is selected, if it is one. */
  get onlyId(): string | undefined {
    return this.keys.length === 1 ? this.ids[0] : undefined;
  }

  has(id: string): boolean {
    return this.#look().set.has(id);
  }

  /** What is not shown cannot be selected. */
  set(ids: Iterable<string>): void {
    const shown = [...ids].filter((id) => {
      const record = this.#find(id);
      return record !== undefined && this.#isShown(record);
    });
    this.#write(shown.map(objectKeyOf));
  }

  clear(): void {
    this.#write([]);
  }

  add(ids: Iterable<string>): void {
    this.set([...this.ids, ...ids]);
  }

  /** Adds what is not selected and takes out what is. */
  toggle(id: string): void {
    this.set(this.has(id) ? this.ids.filter((each) => each !== id) : [...this.ids, id]);
  }

  /** Objects have other keys now: they stay selected. */
  rename(keys: ReadonlyMap<ObjectKey, ObjectKey>): void {
    const { selectedKeys, hoveredKey } = this.#session.get();
    this.#write(selectedKeys.map((key) => keys.get(key) ?? key));
    if (hoveredKey !== null) this.#session.set({ hoveredKey: keys.get(hoveredKey) ?? hoveredKey });
  }

  get hoveredId(): string | null {
    const { hoveredKey, place } = this.#session.get();
    return hoveredKey === null ? null : annotationId(place, hoveredKey);
  }

  hover(id: string | null): void {
    this.#session.set({ hoveredKey: id === null ? null : objectKeyOf(id) });
  }

  #write(keys: readonly ObjectKey[]): void {
    const next = [...new Set(keys)];
    const { keys: now } = this;
    if (next.length === now.length && next.every((key, index) => key === now[index])) return;
    this.#session.set({ selectedKeys: next });
  }

  /** The same list while nothing of it changes, so that panels need not ask again. */
  #look(): InView {
    const { selectedKeys: keys, place } = this.#session.get();
    const version = this.#store.version("document");
    const kept = this.#inView;
    if (kept.keys === keys && kept.place === place && kept.version === version) return kept;
    const found = keys.map((key) => annotationId(place, key)).filter((id) => this.#find(id) !== undefined);
    const isSame = found.length === kept.ids.length && found.every((id, index) => id === kept.ids[index]);
    const ids = isSame ? kept.ids : found;
    this.#inView = { keys, place, version, ids, set: isSame ? kept.set : new Set(ids) };
    return this.#inView;
  }
}
