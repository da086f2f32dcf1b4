import { categoryColor as editorColor, PALETTE, Task } from "@tessera/editor-core";
import { expect, test } from "vitest";
import { toHex } from "../../domain/label-palette.js";
import { MAX_SHAPES, shapesOf } from "./shapes.js";

const categories = [{ id: 1, name: "rose", color: [255, 0, 0] }];

test("boxes, polygons, polylines and points in their category's color", () => {
  const annotations = [
    {
      type: "bbox",
      category_id: 1,
      points: [
        [1, 2],
        [3, 4],
      ],
    },
    {
      type: "polygon",
      category_id: 1,
      points: [
        [0, 0],
        [1, 0],
        [1, 1.25],
      ],
    },
    {
      type: "polyline",
      category_id: 1,
      points: [
        [0, 0],
        [1, 0],
      ],
    },
    { type: "point", category_id: 1, points: [[5, 6]] },
  ];
  expect(shapesOf({ annotations }, categories).map(({ kind, points, color }) => [kind, points, color])).toEqual([
    ["polygon", "1,2 3,2 3,4 1,4", "#ff0000"],
    ["polygon", "0,0 1,0 1,1.3", "#ff0000"],
    ["polyline", "0,0 1,0", "#ff0000"],
    ["point", "5,6", "#ff0000"],
  ]);
});

test.each([
  [undefined],
  [{}],
  [{ annotations: null }],
  [
    {
      annotations: [
        null,
        1,
        {},
        { type: "bbox", points: [[1, 2]] },
        {
          type: "polygon",
          points: [
            ["a", 1],
            [1, Number.NaN],
          ],
        },
      ],
    },
  ],
])("what is malformed is left out: %j", (attributes) => {
  expect(shapesOf(attributes, categories)).toEqual([]);
});

test("a category without a color has the one that the editor draws it in, wherever it stands in the list", () => {
  const annotations = [{ category_id: 7, type: "point", points: [[1, 1]] }];
  const colorless = [{ id: 9 }, { id: 7 }];
  const task = new Task({ format_version: "0.1", categories: colorless.map(({ id }) => ({ id, name: `c${id}` })) });
  expect(shapesOf({ annotations }, colorless)[0]?.color).toBe(toHex(editorColor(task, 7)));
  expect(editorColor(task, 7)).toEqual(PALETTE[6]);
});

test("a category that is gone has a color still", () => {
  const annotations = [{ type: "point", category_id: 99, points: [[5, 6]] }];
  expect(shapesOf({ annotations }, categories)[0]?.color).toMatch(/^#[0-9a-f]{6}$/);
});

test("a label of any size costs a thumbnail little", () => {
  const outline = Array.from({ length: 5000 }, (_, at) => [at, at]);
  const annotations = Array.from({ length: 10_000 }, () => ({ type: "polygon", category_id: 1, points: outline }));
  const shapes = shapesOf({ annotations }, categories);
  expect(shapes).toHaveLength(MAX_SHAPES);
  expect(shapes[0]?.points.split(" ")).toHaveLength(80);
});
