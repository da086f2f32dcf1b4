import type { AnnotationRecord } from "../annotations/records.js";
import { assertNever } from "../assert-never.js";
import type { Editor } from "../editor/editor.js";
import { matchesFilter, type ObjectFilter, type ObjectFlag, parseFilter } from "./filter.js";

/** Objects of one category. */
export interface ObjectGroup {
  readonly categoryId: number;
  readonly records: readonly AnnotationRecord[];
}

/**
 * The filter box of an editor. Its words are in the view state; they go into the url as they are.
 *
 * @example editor.filtering.set("category:car is:warned"); editor.filtering.list();
 */
export class Filtering<Point> {
  readonly #editor: Editor<Point>;
  #parsed: { readonly text: string; readonly filter: ObjectFilter } = { text: "", filter: parseFilter("") };

  constructor(editor: Editor<Point>) {
    this.#editor = editor;
  }

  get text(): string {
    return this.#editor.viewState.get().filter;
  }

  set(text: string): void {
    this.#editor.viewState.set({ filter: text });
  }

  get isOn(): boolean {
    return this.text.trim() !== "";
  }

  /** Whether an object passes the filter. */
  matches(record: AnnotationRecord): boolean {
    const { text } = this;
    if (this.#parsed.text !== text) this.#parsed = { text, filter: parseFilter(text) };
    return matchesFilter(this.#parsed.filter, record, {
      categoryName: this.#editor.task.categoryName(record.categoryId),
      is: (flag) => this.#is(record, flag),
    });
  }

  /** What {@link list} has, by category, in the order in which lists show it: the dataset's categories in their order, then others. */
  groups(): readonly ObjectGroup[] {
    const { categories } = this.#editor.task;
    const groups = new Map<number, AnnotationRecord[]>(categories.map(({ id }) => [id, []]));
    for (const record of this.list()) {
      const group = groups.get(record.categoryId);
      if (group) group.push(record);
      else groups.set(record.categoryId, [record]);
    }
    return [...groups].flatMap(([categoryId, records]) => (records.length === 0 ? [] : [{ categoryId, records }]));
  }

  /** The objects of the place in view that pass, in the order in which they are drawn. */
  list(): readonly AnnotationRecord[] {
    const all = this.#editor.annotations.inPlace(this.#editor.place);
    return this.isOn ? all.filter((record) => this.matches(record)) : all;
  }

  #is(record: AnnotationRecord, flag: ObjectFlag): boolean {
    const { objectStates, selection, warnings } = this.#editor;
    switch (flag) {
      case "hidden":
        return objectStates.isHidden(record);
      case "visible":
        return !objectStates.isHidden(record);
      case "locked":
        return objectStates.isLocked(record);
      case "selected":
        return selection.has(record.id);
      case "warned":
        return warnings.of(record.id).length > 0;
      default:
        return assertNever(flag);
    }
  }
}
