import type { ImportResult } from "../import/imported.js";

/** What tests compare: by sample the category, type, points and attributes of each object, to a millionth of a pixel. */
export function objectsOf({ samples, categories }: ImportResult): Record<string, unknown[]> {
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  return Object.fromEntries(
    samples.map(({ name, annotations }) => [
      name,
      annotations.map(({ category_id, type, points, attributes }) => [
        ...[names.get(category_id), ...(type === undefined ? [] : [type, rounded(points)])],
        ...(attributes === undefined ? [] : [attributes]),
      ]),
    ]),
  );
}

/** Place and reason of each skipped part. */
export function skippedOf({ skipped }: ImportResult): string[] {
  return skipped.map(({ place, reason }) => `${place}: ${reason}`);
}

/** The points of a box. */
export function box(left: number, top: number, right: number, bottom: number): number[][] {
  return [
    [left, top],
    [right, bottom],
  ];
}

/** Points from a flat list of coordinates. */
export function points(...flat: readonly number[]): number[][] {
  return Array.from({ length: flat.length / 2 }, (_, at) => flat.slice(at * 2, at * 2 + 2));
}

function rounded(values: unknown): unknown {
  return JSON.parse(JSON.stringify(values), (_, value) =>
    typeof value === "number" ? Number(value.toFixed(6)) : value,
  );
}
