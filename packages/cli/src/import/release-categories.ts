/**
 * A label's attributes with the category ids of another dataset, in frames and sensors too. Objects of categories that it lacks are left
 * out, and `onLost` is told why.
 *
 * @param ids each category's id in the dataset, or its name where the dataset has none
 */
export function withCategories(
  value: unknown,
  ids: ReadonlyMap<number, number | string>,
  onLost: (reason: string) => void,
): { value: unknown; objects: number } {
  let objects = 0;
  const copy = (current: unknown, key: string): unknown => {
    if (Array.isArray(current))
      return current.flatMap((item: unknown) => (key === "annotations" ? object(item) : [copy(item, "")]));
    if (typeof current !== "object" || current === null) return current;
    return Object.fromEntries(Object.entries(current).map(([name, item]) => [name, copy(item, name)]));
  };
  const object = (item: unknown): unknown[] => {
    const id = typeof item === "object" && item !== null && "category_id" in item ? item.category_id : undefined;
    const own = typeof id === "number" ? (ids.get(id) ?? `of the id ${id}`) : undefined;
    if (typeof own === "string") {
      onLost(`the dataset has no category ${JSON.stringify(own)}`);
      return [];
    }
    objects += 1;
    return [own === undefined ? item : { ...(item as object), category_id: own }];
  };
  return { value: copy(value, ""), objects };
}
