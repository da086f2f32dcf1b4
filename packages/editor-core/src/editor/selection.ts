import {
  type AnnotationRecord,
  annotationId,
  type ObjectKey,
  objectKeyOf,
  type Place,
} from "../annotations/records.js";
import type { LabelDocument } from "../document/label-document.js";

/** What the selection asks of the editor of its sensor. */
export interface SelectionView {
  readonly place: Place;
  find(id: string): AnnotationRecord | undefined;
  isShown(record: AnnotationRecord): boolean;
}

interface InView {
  readonly keys: readonly ObjectKey[];
  readonly place: unknown;
  readonly version: number;
  readonly ids: readonly string[];
  readonly set: ReadonlySet<string>;
}

/**
 * What is selected and hovered: objects, which stay so from frame to frame. Asked for ids, it names their annotations in the place in view.
 * Objects that are gone or out of sight leave by themselves.
 *
 * @example editor.selection.toggle(record.id); editor.selection.ids // [record.id]
 */
export class Selection {
  readonly #document: LabelDocument;
  readonly #view: SelectionView;
  #inView: InView = { keys: [], place: undefined, version: -1, ids: [], set: new Set() };

  constructor(document: LabelDocument, view: SelectionView) {
    this.#document = document;
    this.#view = view;
  }

  /** The selected objects, also those that are not in the place in view, in the order in which they were selected. */
  get keys(): readonly ObjectKey[] {
    return this.#document.viewState.get().selectedKeys;
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

  /**
   * What is not shown cannot be selected.
   *
   * @param options `beside`: objects that stay selected with them, also such as are not in the place in view
   */
  set(ids: Iterable<string>, { beside = [] }: { readonly beside?: readonly ObjectKey[] } = {}): void {
    const shown = [...ids].filter((id) => {
      const record = this.#view.find(id);
      return record !== undefined && this.#view.isShown(record);
    });
    this.#write([...beside, ...shown.map(objectKeyOf)]);
  }

  /** Links too are selected no more. */
  clear(): void {
    this.#write([]);
    this.#document.viewState.set({ selectedLink: null });
  }

  add(ids: Iterable<string>): void {
    this.set(ids, { beside: this.keys });
  }

  /** Adds what is not selected and takes out what is. */
  toggle(id: string): void {
    const toggled = objectKeyOf(id);
    if (this.has(id)) this.#write(this.keys.filter((key) => key !== toggled));
    else this.add([id]);
  }

  get hoveredId(): string | null {
    const { hoveredKey } = this.#document.viewState.get();
    return hoveredKey === null ? null : annotationId(this.#view.place, hoveredKey);
  }

  hover(id: string | null): void {
    this.#document.viewState.set({ hoveredKey: id === null ? null : objectKeyOf(id) });
  }

  #write(keys: readonly ObjectKey[]): void {
    const next = [...new Set(keys)];
    const { keys: now } = this;
    if (next.length === now.length && next.every((key, index) => key === now[index])) return;
    this.#document.viewState.set({ selectedKeys: next, ...(next.length > 0 ? { selectedLink: null } : {}) });
  }

  /** The same list while nothing of it changes, so that panels need not ask again. */
  #look(): InView {
    const { keys } = this;
    const { place } = this.#view;
    const version = this.#document.store.version("document");
    const kept = this.#inView;
    if (kept.keys === keys && kept.place === place && kept.version === version) return kept;
    const found = keys.map((key) => annotationId(place, key)).filter((id) => this.#view.find(id) !== undefined);
    const isSame = found.length === kept.ids.length && found.every((id, index) => id === kept.ids[index]);
    const ids = isSame ? kept.ids : found;
    this.#inView = { keys, place, version, ids, set: isSame ? kept.set : new Set(ids) };
    return this.#inView;
  }
}
