import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { completeLabelIds, withCompletedIds } from "./complete-ids.js";
import { labelTypeOf, TASK_TYPES, type TaskType } from "./task-types.js";
import { EXAMPLES } from "./testing/examples.js";

const cases: [TaskType, before: string, after: string][] = [
  ["vector", '{"annotations":[{"id":7}]}', '{"annotations":[{"track_id":7,"id":7}]}'],
  ["bboxes", '{"annotations":[{"track_id":7}]}', '{"annotations":[{"id":7,"track_id":7}]}'],
  ["keypoints", '{"annotations":[{"id":7,"track_id":8}]}', '{"annotations":[{"id":7,"track_id":8}]}'],
  [
    "pointcloud-cuboid",
    '{"annotations":[{"x":[{"id":1}],"id":2}]}',
    '{"annotations":[{"track_id":2,"x":[{"id":1}],"id":2}]}',
  ],
  [
    "image-vector-sequence",
    '{"frames":[{"annotations":[{"id":1},{"id":2}]}]}',
    '{"frames":[{"annotations":[{"track_id":1,"id":1},{"track_id":2,"id":2}]}]}',
  ],
  [
    "multisensor-sequence",
    '{"sensors":[{"attributes":[]},{"attributes":{"frames":[{"annotations":[{"id":1}]}]}}]}',
    '{"sensors":[{"attributes":[]},{"attributes":{"frames":[{"annotations":[{"track_id":1,"id":1}]}]}}]}',
  ],
  // Only what an annotation of this type is, wherever else the words may stand.
  [
    "vector",
    '{"frames":[{"annotations":[{"id":1}]}],"annotations":[]}',
    '{"frames":[{"annotations":[{"id":1}]}],"annotations":[]}',
  ],
  ["vector", '{"links":[{"id":1}],"annotations":[]}', '{"links":[{"id":1}],"annotations":[]}'],
  ["segmentation-bitmap", '{"annotations":[{"id":7}]}', '{"annotations":[{"id":7}]}'],
  ["pointcloud-segmentation", '{"annotations":[{"id":7}]}', '{"annotations":[{"id":7}]}'],
  ["text-named-entities", '{"annotations":[{"id":7}]}', '{"annotations":[{"id":7}]}'],
  // What JSON allows: escapes, strings that look like structure, the last of two equal keys.
  ["vector", '{"annot\\u0061tions":[{"i\\u0064":7}]}', '{"annot\\u0061tions":[{"track_id":7,"i\\u0064":7}]}'],
  [
    "vector",
    '{"annotations":[{"a":"}],\\"id\\":9\\\\","id":7}]}',
    '{"annotations":[{"track_id":7,"a":"}],\\"id\\":9\\\\","id":7}]}',
  ],
  ["vector", '{"annotations":[{"a":"id","id":1,"id":2}]}', '{"annotations":[{"track_id":2,"a":"id","id":1,"id":2}]}'],
];

test.each(cases)("%s: %s", (taskType, before, after) => {
  expect(withCompletedIds(taskType, before)).toBe(after);
  expect(completeLabelIds(taskType, JSON.parse(before))).toBe(before !== after);
});

it("leaves all other bytes alone: digits, number forms, white space", () => {
  const before =
    '{ "frames" : [\n\t{"timestamp":1532402927647951000.0,"annotations":[ { "n":1e3 , "id": 12345 } ]} ] }';
  const after =
    '{ "frames" : [\n\t{"timestamp":1532402927647951000.0,"annotations":[ {"track_id":12345, "n":1e3 , "id": 12345 } ]} ] }';
  expect(withCompletedIds("pointcloud-cuboid-sequence", before)).toBe(after);
});

it("writes an integer where the other id was written with a point", () => {
  expect(withCompletedIds("vector", '{"annotations":[{"id":1.0}]}')).toBe('{"annotations":[{"track_id":1,"id":1.0}]}');
});

it("ends on text that is no JSON", () => {
  for (const text of ["", "{", '{"', '{"annotations":[{"id":1', "]]]]", '"\\', "-", "{,,,}"]) {
    expect(typeof withCompletedIds("vector", text)).toBe("string");
  }
});

it("goes through 100,000 levels", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  expect(withCompletedIds("vector", `{"deep":${deep},"annotations":[{"id":1}]}`)).toContain('{"track_id":1,"id":1}');
});

/** The same by way of parsed values: slow, simple, and only right where no digits are lost. */
function completed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(completed);
  if (typeof value !== "object" || value === null) return value;
  const object = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, completed(child)]));
  if (!("category_id" in object)) return object;
  return { id: object.track_id, track_id: object.id, ...object };
}

describe("examples", () => {
  const types = TASK_TYPES.filter(
    (type) =>
      labelTypeOf(type) !== "text" && !["image-segmentation", "pointcloud-segmentation"].includes(labelTypeOf(type)),
  );
  it("agree with completing the parsed value, whichever ids are missing and however the text is spaced", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.constantFrom("id", "track_id"),
        fc.nat(3),
        (taskType, missing, spaces) => {
          let count = 0;
          const text = JSON.stringify(
            EXAMPLES[taskType].label,
            (key, value) => (key === missing && count++ % 2 === 0 && !("from_id" in Object(value)) ? undefined : value),
            spaces,
          );
          const result: unknown = JSON.parse(withCompletedIds(taskType, text));
          const expected = completed(JSON.parse(text));
          // An annotation that lost its only id has none to complete; JSON drops the undefined.
          expect(result).toEqual(JSON.parse(JSON.stringify(expected)));
          expect(completeLabelIds(taskType, result)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});
