import { quoteForMessage, type RemovedCategory, type TaskAttributes } from "@tessera/schema";

type Categories = TaskAttributes["categories"];

/** What a change of a dataset's categories comes to. */
export type CategoryChange =
  | { readonly removed: readonly RemovedCategory[] }
  | { readonly fault: { readonly index: number; readonly message: string } };

/**
 * The removed categories after a change. Labels refer to categories by id, so an id that one category had is not given to
 * another, even when the first is gone: its objects would silently change what they are. A category that comes back under its
 * old id and name is restored; a category whose name changes while it stays is renamed.
 */
export function changeCategories(
  before: { readonly categories: Categories; readonly removed: readonly RemovedCategory[] },
  next: Categories,
): CategoryChange {
  const present = new Set(before.categories.map(({ id }) => id));
  const gone = new Map(before.removed.map((category) => [category.id, category]));
  for (const [index, { id, name }] of next.entries()) {
    const former = gone.get(id);
    if (present.has(id) || former === undefined || former.name === name) continue;
    const free = Math.max(...present, ...gone.keys(), ...next.map((category) => category.id)) + 1;
    const owner = quoteForMessage(former.name);
    return {
      fault: {
        index,
        message: `belonged to the category ${owner}, which was removed. Use another id, such as ${free}.`,
      },
    };
  }
  const kept = new Set(next.map(({ id }) => id));
  const removed = before.categories.flatMap(({ id, name, color }) =>
    kept.has(id) ? [] : [{ id, name, ...(color != null && { color }) }],
  );
  return { removed: [...before.removed.filter(({ id }) => !kept.has(id)), ...removed] };
}
