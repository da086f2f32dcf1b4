import { type AnnotationRecord, AnnotationType } from "../annotations/records.js";
import type { Store } from "../store/store.js";
import type { SessionState } from "./session-state.js";

/**
 * What is selected and hovered. Ids of annotations that are gone or out of sight leave by themselves (see the editor's repair).
 *
 * @example editor.selection.toggle(record.id); editor.selection.ids // [record.id]
 */
export class Selection {
  readonly #store: Store;
  readonly #session: SessionState;
  readonly #isShown: (record: AnnotationRecord) => boolean;
  #kept: { readonly ids: readonly string[]; readonly set: ReadonlySet<string> } = { ids: [], set: new Set() };

  constructor(store: Store, session: SessionState, isShown: (record: AnnotationRecord) => boolean) {
    this.#store = store;
    this.#session = session;
    this.#isShown = isShown;
  }

  /** In the order in which they were selected. */
  get ids(): readonly string[] {
    return this.#session.get().selectedIds;
  }

  /** The one that is selected, if it is one. */
  get onlyId(): string | undefined {
    return this.ids.length === 1 ? this.ids[0] : undefined;
  }

  has(id: string): boolean {
    const { ids } = this;
    if (this.#kept.ids !== ids) this.#kept = { ids, set: new Set(ids) };
    return this.#kept.set.has(id);
  }

  /** What is not shown cannot be selected. */
  set(ids: Iterable<string>): void {
    const next = [...new Set(ids)].filter((id) => {
      const record = this.#store.find(AnnotationType, id);
      return record !== undefined && this.#isShown(record);
    });
    if (next.length === this.ids.length && next.every((id, index) => id === this.ids[index])) return;
    this.#session.set({ selectedIds: next });
  }

  clear(): void {
    this.set([]);
  }

  add(ids: Iterable<string>): void {
    this.set([...this.ids, ...ids]);
  }

  /** Adds what is not selected and takes out what is. */
  toggle(id: string): void {
    this.set(this.has(id) ? this.ids.filter((each) => each !== id) : [...this.ids, id]);
  }

  get hoveredId(): string | null {
    return this.#session.get().hoveredId;
  }

  hover(id: string | null): void {
    this.#session.set({ hoveredId: id });
  }
}
