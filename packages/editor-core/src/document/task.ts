import type { RemovedCategory, TaskAttribute, TaskAttributes, TaskCategory } from "@tessera/schema";

/**
 * What a dataset asks for, looked up quickly.
 *
 * @example editor.task.categoryName(1) // "car"
 */
export class Task {
  #attributes: TaskAttributes;
  #categories: ReadonlyMap<number, TaskCategory>;
  #removedNames: ReadonlyMap<number, string>;
  /** Whether objects of a category that names none may be linked to nothing; else to everything. */
  readonly restrictsLinks: boolean;

  /** @param removed the categories that the dataset had once: objects may still refer to them */
  constructor(
    attributes: TaskAttributes,
    removed: readonly RemovedCategory[] = [],
    { restrictsLinks = false }: { readonly restrictsLinks?: boolean } = {},
  ) {
    this.restrictsLinks = restrictsLinks;
    this.#attributes = attributes;
    this.#categories = new Map(attributes.categories.map((category) => [category.id, category]));
    this.#removedNames = new Map(removed.map(({ id, name }) => [id, name]));
  }

  /** The dataset asks for something else now. Editors tell whoever shows it: see `LabelDocument.updateTask`. */
  update(attributes: TaskAttributes, removed: readonly RemovedCategory[] = []): void {
    const next = new Task(attributes, removed);
    this.#attributes = attributes;
    this.#categories = next.#categories;
    this.#removedNames = next.#removedNames;
  }

  get attributes(): TaskAttributes {
    return this.#attributes;
  }

  get categories(): readonly TaskCategory[] {
    return this.attributes.categories;
  }

  /** The category that new objects begin with. */
  get firstCategoryId(): number {
    return this.categories[0]?.id ?? 1;
  }

  findCategory(id: number): TaskCategory | undefined {
    return this.#categories.get(id);
  }

  /** A category's name, also after its removal; of one that the dataset never had, its id. */
  categoryName(id: number): string {
    return this.#categories.get(id)?.name ?? this.#removedNames.get(id) ?? `Category ${id}`;
  }

  /** Whether the dataset had the category once and has it no more. */
  isRemoved(id: number): boolean {
    return !this.#categories.has(id) && this.#removedNames.has(id);
  }

  /** The attributes of an object of a category. */
  attributesOf(categoryId: number): readonly TaskAttribute[] {
    return this.#categories.get(categoryId)?.attributes ?? [];
  }

  /** The attributes of links that go from objects of a category. */
  linkAttributesOf(categoryId: number): readonly TaskAttribute[] {
    return this.#categories.get(categoryId)?.link_attributes ?? [];
  }

  /** Whether objects of a category may be linked to those of another. */
  mayLink(fromCategoryId: number, toCategoryId: number): boolean {
    const allowed = this.#categories.get(fromCategoryId)?.link_category_restrictions;
    return allowed ? allowed.includes(toCategoryId) : !this.restrictsLinks;
  }

  /** The attributes of a place as a whole. */
  get sceneAttributes(): readonly TaskAttribute[] {
    return this.attributes.image_attributes ?? [];
  }
}
