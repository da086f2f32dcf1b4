import type { DatasetCreateParams, TaskAttributes } from "@tessera/sdk";
import type { ImportedCategory } from "./merge-imports.js";

type Category = TaskAttributes["categories"][number];

/** Categories for a new dataset: with the ids of the format where it has them, else counted from 1. */
export function newCategories(
  found: ReadonlyMap<string, ImportedCategory>,
): NonNullable<DatasetCreateParams["taskAttributes"]> {
  const ids = [...found.values()].map(({ id }) => id);
  const keepsIds = new Set(ids).size === ids.length && ids.every((id) => Number.isSafeInteger(id) && id >= 1);
  const categories = [...found.values()].map((category, index) => ({
    ...category,
    id: keepsIds ? category.id : index + 1,
  }));
  return { format_version: "0.1", categories: categories.length === 0 ? [{ id: 1, name: "object" }] : categories };
}

/** A dataset's categories with those that it lacks behind them. */
export function addedCategories(known: readonly Category[], found: ReadonlyMap<string, ImportedCategory>): Category[] {
  const names = new Set(known.map(({ name }) => name));
  let next = known.reduce((largest, { id }) => Math.max(largest, id), 0) + 1;
  const added = [...found.values()]
    .filter(({ name }) => !names.has(name))
    .map((category) => ({ ...category, id: next++ }));
  return [...known, ...added];
}
