import fc from "fast-check";
import { TASK_TYPES } from "../task-types.js";
import { EXAMPLES } from "./examples.js";

const KEYS = [
  ...["annotations", "frames", "sensors", "attributes", "id", "track_id", "points", "type", "position", "links"],
  ...["from_id", "segmentation_bitmap", "point_annotations", "start", "end", "category_id", "pcd", "image", "images"],
  ...["text", "categories", "name", "task_type", "bounds", "__proto__", "constructor", "not found", "\u0000"],
];

const scalar = fc.oneof(
  fc.constantFrom(null, true, false, 0, -0, 1, -1, 1.5, 2 ** 53, 1e308, Infinity, Number.NaN),
  fc.constantFrom("", "bbox", "point", "cuboid", "pcd", "time-out", "\ud800", "image-vector-sequence"),
);

/** Any JSON value, mostly made of words that the formats know, so that checks get far into it. */
export const arbitraryJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 6, withCrossShrink: true }, scalar, tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 4 }),
  // Object.fromEntries makes `__proto__` an own property, as JSON.parse does.
  object: fc
    .array(fc.tuple(fc.constantFrom(...KEYS), tie("value")), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries)),
})).value;

/** Every object and list in a value, with its keys: the places where it can be broken. */
function placesOf(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== "object" || value === null) return [];
  const container = value as Record<string, unknown>;
  return Object.keys(container).flatMap((key) => [
    [container, key] as [typeof container, string],
    ...placesOf(container[key]),
  ]);
}

/** A valid example with one random place replaced by a random value, for a random task type. */
export const brokenExample = fc
  .record({
    taskType: fc.constantFrom(...TASK_TYPES),
    kind: fc.constantFrom("sample" as const, "label" as const),
    place: fc.nat(),
    replacement: arbitraryJson,
  })
  .map(({ taskType, kind, place, replacement }) => {
    const value = JSON.parse(JSON.stringify(EXAMPLES[taskType][kind])) as Record<string, unknown>;
    const places = placesOf(value);
    const [container, key] = places[place % places.length] ?? [value, "annotations"];
    container[key] = replacement;
    return { taskType, kind, value };
  });
