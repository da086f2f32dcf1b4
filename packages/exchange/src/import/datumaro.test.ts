import { describe, expect, it } from "vitest";
import { box, objectsOf, points, skippedOf } from "../testing/import-summary.js";
import { importDatumaro } from "./datumaro.js";

const CATEGORIES = {
  label: {
    labels: [
      { name: "cat", parent: "" },
      { name: "dog", parent: "animal" },
    ],
  },
  points: { items: [{ label_id: 1, labels: ["nose", "tail"], joints: [[0, 1]] }] },
};
const file = (...annotations: object[]) =>
  JSON.stringify({
    categories: CATEGORIES,
    items: [{ id: "sub/a", annotations, image: { path: "sub/a.jpg", size: [8, 10] } }],
  });
const row = (type: string, more: object) => ({
  id: 0,
  type,
  attributes: {},
  group: 0,
  label_id: 0,
  z_order: 0,
  ...more,
});

describe("annotations of Datumaro", () => {
  it.each([
    [row("bbox", { bbox: [1, 2, 3, 4] }), [["cat", "bbox", box(1, 2, 4, 6)]]],
    [
      row("bbox", { bbox: [1, 2, 3, 4], attributes: { occluded: true, n: 3 }, group: 2 }),
      [["cat", "bbox", box(1, 2, 4, 6), { occluded: true, n: 3, group: 2 }]],
    ],
    [row("polygon", { points: [1, 1, 5, 1, 5, 6.5] }), [["cat", "polygon", points(1, 1, 5, 1, 5, 6.5)]]],
    [row("polyline", { points: [0, 0, 2, 3] }), [["cat", "polyline", points(0, 0, 2, 3)]]],
    [
      row("points", { points: [1, 2, 3, 4], visibility: [2, 1], label_id: 1 }),
      [
        ["dog", "point", [[1, 2]], { keypoint: "nose", visible: true, instance: 1 }],
        ["dog", "point", [[3, 4]], { keypoint: "tail", visible: false, instance: 1 }],
      ],
    ],
    [row("points", { points: [1, 2, 3, 4], visibility: [0, 2] }), [["cat", "point", [[3, 4]]]]],
  ])("%j", (annotation, objects) => {
    const result = importDatumaro(file(annotation));
    expect(result.skipped).toEqual([]);
    expect(objectsOf(result)).toEqual({ "sub/a.jpg": objects });
    expect(result.samples[0]).toMatchObject({ aliases: ["sub/a"], size: { widthPx: 10, heightPx: 8 } });
  });

  it("come with the lowest first, and their categories with parents and names of points", () => {
    const at = (z_order: number, x: number) => row("points", { points: [x, 0], z_order });
    const { samples, categories } = importDatumaro(file(at(2, 2), at(-1, 0), at(0, 1)));
    expect(samples[0]?.annotations.map(({ id, points: place }) => [id, place])).toEqual(
      [0, 1, 2].map((x) => [x + 1, [[x, 0]]]),
    );
    expect(categories).toEqual([
      { id: 1, name: "cat", has_instances: true },
      {
        id: 2,
        name: "dog",
        has_instances: true,
        supercategory: "animal",
        keypoints: ["nose", "tail"],
        skeleton: [[0, 1]],
      },
    ]);
  });

  it.each([
    [row("label", {}), "annotations of type label are not read"],
    [row("caption", { caption: "hello" }), "annotations of type caption are not read"],
    [row("ellipse", { points: [1, 1, 1, 5] }), "its box is empty"],
    [row("ellipse", { points: [1, 1] }), "its box is empty"],
    [row("bbox", { bbox: [1, 2, 3] }), "its box is not of four numbers"],
    [row("bbox", { bbox: [1, 2, 0, 4] }), "its box is empty"],
    [row("polygon", { points: [1, 1, 5, 1] }), "its points are missing, or no pairs of numbers"],
    [row("bbox", { bbox: [1, 2, 3, 4], label_id: 7 }), "there is no label 7"],
    [row("bbox", { bbox: [1, 2, 3, 4], label_id: null }), "it has no label"],
  ])("%j is listed", (annotation, reason) =>
    expect(skippedOf(importDatumaro(file(annotation)))).toEqual([`sub/a.jpg, annotation 1: ${reason}`]),
  );
});

describe("masks of Datumaro", () => {
  // As Datumaro writes a mask of rows 1 and 2, columns 2 to 4, of 8 × 10.
  const mask = row("mask", { rle: { counts: "a026000W1", size: [8, 10] }, label_id: 1 });
  const drawn = (text: string) => {
    const { taskType, samples } = importDatumaro(text);
    const ids = samples[0]?.paint?.().bitmap.ids ?? new Uint32Array();
    return { taskType, rows: Array.from({ length: 8 }, (_, y) => ids.subarray(y * 10, y * 10 + 10).join("")) };
  };

  it("have their pixels, and polygons beside them are masks too", () => {
    const polygon = row("polygon", { points: [0, 0, 3, 0, 3, 2, 0, 2], z_order: -1 });
    const { taskType, rows } = drawn(file(mask, polygon));
    expect(taskType).toBe("segmentation-bitmap");
    expect(rows.slice(0, 4)).toEqual(["1110000000", "1122200000", "0022200000", "0000000000"]);
  });

  it("leave no place for boxes, which are listed", () => {
    const result = importDatumaro(file(mask, row("bbox", { bbox: [1, 2, 3, 4] })));
    expect(objectsOf(result)).toEqual({ "sub/a.jpg": [["dog"]] });
    expect(skippedOf(result)).toEqual([
      "sub/a.jpg, annotation 2: annotations of type bbox have no place in a segmentation",
    ]);
    expect(skippedOf(importDatumaro(file(mask), { as: "shapes" }))).toEqual([
      "sub/a.jpg, annotation 1: annotations of type mask are not read",
    ]);
  });
});

describe("items of Datumaro", () => {
  const items = (...list: unknown[]) => JSON.stringify({ categories: CATEGORIES, items: list });
  it.each([
    [{ id: "a", image: { path: "a.jpg" } }, "a.jpg"],
    [{ id: "a", media: { path: "x/a.png" } }, "x/a.png"],
    [{ id: "a" }, "a"],
  ])("%j is %s", (item, name) => expect(importDatumaro(items(item)).samples.map((one) => one.name)).toEqual([name]));

  it("have attributes, which are metadata", () => {
    const item = { id: "a", attr: { frame: 12, night: true, nested: [] } };
    expect(importDatumaro(items(item)).samples[0]?.metadata).toEqual({ frame: 12, night: true });
  });

  it("without a name is listed", () => {
    expect(skippedOf(importDatumaro(items({ annotations: [] }, 5)))).toEqual([
      "items[0]: it has no id and no image",
      "items[1]: it has no id and no image",
    ]);
  });

  it.each(['{"images":[]}', '{"items":[]}', "[]", "{"])("%s is refused", (text) =>
    expect(() => importDatumaro(text)).toThrow("Datumaro: the file"),
  );
});
