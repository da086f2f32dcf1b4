import type { TaskAttribute, TaskAttributes, TaskCategory } from "@tessera/schema";

/**
 * What a dataset asks for, looked up quickly.
 *
 * @example editor.task.categoryName(1) // "car"
 */
export class Task {
  readonly attributes: TaskAttributes;
  readonly #categories: ReadonlyMap<number, TaskCategory>;

  constructor(attributes: TaskAttributes) {
    this.attributes = attributes;
    this.#categories = new Map(attributes.categories.map((category) => [category.id, category]));
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

  /** A category's name; of one that the dataset does not list, its id. */
  categoryName(id: number): string {
    return this.#categories.get(id)?.name ?? `Category ${id}`;
  }

  /** The attributes of an object of a category. */
  attributesOf(categoryId: number): readonly TaskAttribute[] {
    return this.#categories.get(categoryId)?.attributes ?? [];
  }

  /** The attributes of a place as a whole. */
  get sceneAttributes(): readonly TaskAttribute[] {
    return this.attributes.image_attributes ?? [];
  }
}
