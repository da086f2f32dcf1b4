import { describe, expect, it } from "vitest";
import { box, objectsOf, points, skippedOf } from "../testing/import-summary.js";
import { importCoco } from "./coco.js";

const SQUARE = [1, 1, 5, 1, 5, 5, 1, 5];
const IMAGE = '{"id":1,"file_name":"a.jpg","width":10,"height":8}';
const CATEGORY = '{"id":1,"name":"cat"}';

/** A file of one picture, from the text of its annotations: numbers above 2^53 are no numbers of JavaScript. */
const file = (annotations: string, categories = CATEGORY, images = IMAGE) =>
  `{"images":[${images}],"categories":[${categories}],"annotations":[${annotations}]}`;
const one = (annotation: object, category: object = {}) =>
  file(
    JSON.stringify({ image_id: 1, category_id: 1, ...annotation }),
    JSON.stringify({ id: 1, name: "cat", ...category }),
  );

describe("ids of COCO", () => {
  it.each([
    ['"a"', '"a"', '"x-1"', '"x-1"'],
    ["1", '"1"', '"1"', "1"],
    ["9007199254740993", "9007199254740993", "3", "3"],
    ["9007199254740993", '"9007199254740993"', "12345678901234567890", "12345678901234567890"],
    ["-5", "-5", "0", "0"],
    ["1.0", "1", "2", "2.0"],
  ])("an image %s named as %s, a category %s named as %s", (image, imageId, category, categoryId) => {
    const text = file(
      `{"image_id":${imageId},"category_id":${categoryId},"bbox":[1,2,3,4]}`,
      `{"id":${category},"name":"cat"}`,
      `{"id":${image},"file_name":"a.jpg"}`,
    );
    const result = importCoco(text);
    expect(result.skipped).toEqual([]);
    expect(objectsOf(result)).toEqual({ "a.jpg": [["cat", "bbox", box(1, 2, 4, 6)]] });
  });

  it("that differ only above 2^53 stay apart", () => {
    const images = [992, 993, 994].map((end) => `{"id":9007199254740${end},"file_name":"${end}.jpg"}`).join();
    const rows = [994, 993, 992].map((end) => `{"image_id":9007199254740${end},"category_id":1,"bbox":[${end},0,1,1]}`);
    expect(objectsOf(importCoco(file(rows.join(), CATEGORY, images)))).toEqual({
      "992.jpg": [["cat", "bbox", box(992, 0, 993, 1)]],
      "993.jpg": [["cat", "bbox", box(993, 0, 994, 1)]],
      "994.jpg": [["cat", "bbox", box(994, 0, 995, 1)]],
    });
  });

  it("of another kind than ours leave the numbers of others alone", () => {
    const categories = '{"id":"cat","name":"cat"},{"id":7,"name":"dog"},{"id":"7b","name":"cow"}';
    const { categories: found } = importCoco(file("", categories));
    expect(found.map(({ id, name }) => [id, name])).toEqual([
      [8, "cat"],
      [7, "dog"],
      [9, "cow"],
    ]);
  });

  it("digits in names and coordinates are no ids", () => {
    const image = '{"id":1,"file_name":"12345678901234567890.jpg"}';
    const text = file(
      '{"image_id":1,"category_id":1,"bbox":[0.12345678901234567,2,3,4.0000000000000000001]}',
      CATEGORY,
      image,
    );
    expect(objectsOf(importCoco(text))).toEqual({
      "12345678901234567890.jpg": [["cat", "bbox", box(0.123457, 2, 3.123457, 6)]],
    });
  });
});

describe("shapes of COCO", () => {
  const SKELETON = { keypoints: ["nose", "l", "r"] };
  const visible = (keypoint: string, x: number, y: number) => [
    ...["cat", "point", [[x, y]], { keypoint, visible: true, instance: 1 }],
  ];
  it.each([
    ["one flat list", { segmentation: SQUARE }, {}, [["cat", "polygon", points(...SQUARE)]]],
    ["one list of pairs", { segmentation: points(...SQUARE) }, {}, [["cat", "polygon", points(...SQUARE)]]],
    [
      "two polygons",
      { segmentation: [SQUARE, [0, 0, 1, 0, 1, 1]], bbox: [0, 0, 5, 5] },
      {},
      [
        ["cat", "polygon", points(...SQUARE), { instance: 1 }],
        ["cat", "polygon", points(0, 0, 1, 0, 1, 1), { instance: 1 }],
      ],
    ],
    [
      "a polygon that is its box",
      { segmentation: [[5, 1, 1, 1, 1, 5, 5, 5]], bbox: [1, 1, 4, 4] },
      {},
      [["cat", "bbox", box(1, 1, 5, 5)]],
    ],
    [
      "a polygon that is its box but for a corner",
      { segmentation: [[1, 1, 5, 1, 5, 5, 1, 4]], bbox: [1, 1, 4, 4] },
      {},
      [["cat", "polygon", points(1, 1, 5, 1, 5, 5, 1, 4)]],
    ],
    [
      "an hourglass through the corners of its box",
      { segmentation: [[1, 1, 5, 5, 5, 1, 1, 5]], bbox: [1, 1, 4, 4] },
      {},
      [["cat", "polygon", points(1, 1, 5, 5, 5, 1, 1, 5)]],
    ],
    [
      "an id that is its track",
      { bbox: [1, 2, 3, 4], object_id: 7, track_id: 7 },
      {},
      [["cat", "bbox", box(1, 2, 4, 6)]],
    ],
    ["an empty list and a box", { segmentation: [], bbox: [1, 2, 3, 4] }, {}, [["cat", "bbox", box(1, 2, 4, 6)]]],
    ["a box to the left and up", { bbox: [5, 6, -4, -3] }, {}, [["cat", "bbox", box(1, 3, 5, 6)]]],
    [
      "keypoints beside a box",
      { bbox: [0, 0, 9, 8], keypoints: [1, 2, 2, 0, 0, 0, 3, 4, 2] },
      SKELETON,
      [["cat", "bbox", box(0, 0, 9, 8), { instance: 1 }], visible("nose", 1, 2), visible("r", 3, 4)],
    ],
    [
      "keypoints beside a polygon",
      { segmentation: [SQUARE], keypoints: [0, 0, 0, 2, 2, 2, 0, 0, 0] },
      SKELETON,
      [["cat", "polygon", points(...SQUARE), { instance: 1 }], visible("l", 2, 2)],
    ],
    [
      "keypoints in the box that they span",
      { bbox: [1, 2, 2, 2], keypoints: [1, 2, 2, 0, 0, 0, 3, 4, 2] },
      SKELETON,
      [visible("nose", 1, 2), visible("r", 3, 4)],
    ],
    [
      "what a tracker and a model add",
      { bbox: [1, 2, 3, 4], score: 0.5, track_id: 7, attributes: { occluded: true } },
      {},
      [["cat", "bbox", box(1, 2, 4, 6), { occluded: true, score: 0.5, track_id: 7 }]],
    ],
  ])("%s", (_, annotation, category, objects) => {
    const result = importCoco(one(annotation, category));
    expect(result.skipped).toEqual([]);
    expect(objectsOf(result)).toEqual({ "a.jpg": objects });
  });

  it("what cannot be read of an annotation is listed, and the rest is read", () => {
    const rle = { size: [8, 10], counts: [0, 80] };
    const result = importCoco(one({ segmentation: rle, bbox: [1, 2, 3, 4] }), { as: "shapes" });
    expect(objectsOf(result)).toEqual({ "a.jpg": [["cat", "bbox", box(1, 2, 4, 6)]] });
    expect(skippedOf(result)).toEqual(["annotations[0]: its mask has no place among shapes; its box is read"]);
    expect(skippedOf(importCoco(one({ segmentation: rle }), { as: "shapes" }))).toEqual([
      "annotations[0]: its mask has no place among shapes",
    ]);
    const broken = importCoco(one({ segmentation: [SQUARE, [1, 2, 3]] }), { as: "masks" });
    expect(skippedOf(broken)).toEqual(["annotations[0]: a polygon of it has an odd count of numbers, or fewer than 6"]);
    expect(broken.samples[0]?.paint?.().bitmap.ids.filter((id) => id === 1)).toHaveLength(16);
  });
});

describe("boxes of COCO", () => {
  const BBOX = [1, 2, 3, 4];
  const keypoints = [1, 2, 2, 3, 4, 2];
  it.each([
    ["a box", { bbox: BBOX }, undefined],
    ["a polygon that is its box", { segmentation: [[1, 2, 4, 2, 4, 6, 1, 6]], bbox: BBOX }, undefined],
    ["keypoints that are not labeled", { keypoints: [0, 0, 0], bbox: BBOX }, undefined],
    ["a polygon", { segmentation: [SQUARE], bbox: BBOX }, "its polygon became its box"],
    ["two polygons", { segmentation: [SQUARE, SQUARE], bbox: BBOX }, "its polygon became its box"],
    ["a mask", { segmentation: { size: [8, 10], counts: [0, 80] }, bbox: BBOX }, "its mask became its box"],
    ["keypoints", { keypoints, bbox: BBOX }, "its keypoints became its box"],
    [
      "a polygon with keypoints",
      { segmentation: [SQUARE], keypoints, bbox: BBOX },
      "its polygon and keypoints became its box",
    ],
    ["a polyline", { polyline: points(0, 0, 4, 5), bbox: BBOX }, "its polyline became its box"],
  ])("%s", (_, annotation, reason) => {
    const result = importCoco(one(annotation), { as: "boxes" });
    expect([result.taskType, result.skipped]).toEqual(["bboxes", []]);
    expect(objectsOf(result)).toEqual({ "a.jpg": [["cat", "bbox", box(1, 2, 4, 6)]] });
    expect(result.changed).toEqual(reason === undefined ? [] : [{ place: "annotations[0]", reason }]);
  });

  it.each([
    [{ segmentation: [SQUARE] }, "it has no box"],
    [{ segmentation: [SQUARE], bbox: [1, 2, 0, 0] }, "its box is empty"],
    [{ keypoints, bbox: [] }, "it has no box"],
    [{ bbox: [1, 2, 3] }, "its box is not of four numbers"],
  ])("%j is listed", (annotation, reason) => {
    const result = importCoco(one(annotation), { as: "boxes" });
    expect(objectsOf(result)).toEqual({ "a.jpg": [] });
    expect([skippedOf(result), result.changed]).toEqual([[`annotations[0]: ${reason}`], []]);
  });
});

describe("masks of COCO", () => {
  // Columns first, as COCO counts: a mask of 2 × 3 whose right column is set.
  const image = '{"id":1,"file_name":"a.png","width":2,"height":3}';
  it.each([
    ["counts in a list", { size: [3, 2], counts: [3, 3] }],
    ["counts in a string", { size: [3, 2], counts: "33" }],
    ["a polygon", [[1, 0, 2, 0, 2, 3, 1, 3]]],
    ["a flat polygon", [1, 0, 2, 0, 2, 3, 1, 3]],
  ])("%s", (_, segmentation) => {
    const row = JSON.stringify({ image_id: 1, category_id: 1, segmentation });
    const { samples, taskType } = importCoco(file(row, CATEGORY, image), { as: "masks" });
    expect(taskType).toBe("segmentation-bitmap");
    expect([...(samples[0]?.paint?.().bitmap.ids ?? [])]).toEqual([0, 1, 0, 1, 0, 1]);
  });
});

describe("categories of COCO", () => {
  it("are things, unless the file says that they are not", () => {
    const categories = '{"id":1,"name":"cat"},{"id":2,"name":"sky","isthing":0},{"id":3,"name":"","isthing":1}';
    expect(importCoco(file("", categories)).categories).toEqual([
      { id: 1, name: "cat", has_instances: true },
      { id: 2, name: "sky", has_instances: false },
      { id: 3, name: "3", has_instances: true },
    ]);
  });

  it("of one name become one, which is listed", () => {
    expect(importCoco(file("", '{"id":1,"name":"light"},{"id":2,"name":"light"}')).changed).toEqual([
      { place: "category 2 (light)", reason: "another category has its name: they are one" },
    ]);
  });
});
