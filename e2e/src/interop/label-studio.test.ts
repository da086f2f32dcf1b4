import { expect, test } from "vitest";
import { BOX, describeInterop, HEIGHT, masksOf, NAMES, objectMask, SQUARE, WIDTH } from "../testing/interop-world.js";

describeInterop("label-studio", "import label_studio_sdk.converter", (world) => {
  test("every box and polygon by value, and the configuration takes them", async () => {
    const { folder, report } = await world.exported({
      ...{ taskType: "vector", names: NAMES, label: { annotations: [BOX, SQUARE] }, args: ["label-studio"] },
    });
    expect(report).toMatchObject({ samples: 7, objects: 14, skipped_count: 0, lost: [] });
    const { coco, valid } = await world.load("load_label_studio.py", folder, "COCO_WITH_IMAGES");
    expect(valid).toEqual(NAMES.map(() => true));
    expect(coco.images).toHaveLength(7);
    for (const { width, height } of coco.images) expect([width, height]).toEqual([WIDTH, HEIGHT]);
    const names = new Map(coco.categories.map(({ id, name }: { id: number; name: string }) => [id, name]));
    for (const image of NAMES.keys()) {
      const found = coco.annotations.filter((one: { image_id: number }) => one.image_id === image);
      const [box, square] = found;
      expect(found.map((one: { category_id: number }) => names.get(one.category_id))).toEqual(["car", 'a "b": #c']);
      for (const [at, value] of [10, 5, 20, 15].entries()) expect(box.bbox[at]).toBeCloseTo(value, 9);
      for (const [at, value] of SQUARE.points.flat().entries())
        expect(square.segmentation[0][at]).toBeCloseTo(value, 9);
    }
  });

  test("points and boxes: a point for each category of the configuration", async () => {
    const point = (id: number, category_id: number, at: readonly number[]) => ({
      ...{ id, category_id, type: "point", points: [at] },
    });
    const label = { annotations: [BOX, point(2, 3, [20, 9]), point(3, 7, [8, 12])] };
    const { folder } = await world.exported({
      ...{ taskType: "vector", names: ["a.png"], label, args: ["label-studio"] },
    });
    const { coco } = await world.load("load_label_studio.py", folder, "COCO_WITH_IMAGES");
    expect(coco.annotations.at(-1)).toMatchObject({ num_keypoints: 2, keypoints: [8, 12, 2, 20, 9, 2] });
  });

  test("brushes to the pixel", async () => {
    const { folder, report } = await world.exported({
      ...{ taskType: "segmentation-bitmap", names: ["a.png"], label: masksOf(`${world.origin}/mask.png`) },
      args: ["label-studio"],
    });
    expect(report).toMatchObject({ samples: 1, objects: 2, skipped_count: 0 });
    const { brushes, valid } = await world.load("load_label_studio.py", folder, "BRUSH_TO_NUMPY");
    expect(valid).toEqual([true]);
    const masks = Object.entries(brushes);
    expect(masks.find(([name]) => name.includes("car"))?.[1]).toEqual(objectMask(1));
    expect(masks.find(([name]) => !name.includes("car"))?.[1]).toEqual(objectMask(2));
    expect(masks).toHaveLength(2);
  });
});
