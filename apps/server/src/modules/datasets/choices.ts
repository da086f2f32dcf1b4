import type { TaskAttributes } from "@tessera/schema";

/** The choices of an attribute of a category, or of the scene where `categoryId` is null; none where there is no such select. */
export function choicesOf(current: TaskAttributes, categoryId: number | null, name: string): readonly string[] {
  const category = current.categories.find(({ id }) => id === categoryId);
  const attributes = categoryId === null ? current.image_attributes : category?.attributes;
  const attribute = attributes?.find((candidate) => candidate.name === name);
  return attribute !== undefined && "values" in attribute ? attribute.values : [];
}
