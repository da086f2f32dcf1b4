import { readFile } from "node:fs/promises";
import path from "node:path";
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

  // The environment of this tool has the validator of JSON Schema.
  test("OpenLABEL keeps to its schema, with shapes, tracks, poses, streams and links", async () => {
    const attributes = {
      frames: [0, 1, 2].map((index) => ({
        pcd: { url: `https://example.com/${index}.pcd`, type: "pcd" },
        timestamp: `170000000000000000${index}`,
        ego_pose: { position: { x: index, y: 0, z: 0 }, heading: { qx: 0, qy: 0, qz: 0, qw: 0 } },
      })),
    };
    const cuboid = {
      ...{ id: 5, track_id: 5, category_id: 7, type: "cuboid", yaw: Math.PI },
      ...{ position: { x: 1, y: 2, z: 3 }, dimensions: { x: 4, y: 2, z: 1.5 } },
      attributes: { parked: true, speed: 2.5, color: "red", tags: ["a", "b"] },
    };
    const line = { id: 6, category_id: 3, type: "polyline", points: [[0, 0, 0], [1, 2, 3]] }; // biome-ignore format: short
    const label = {
      frames: [{ annotations: [cuboid, line] }, { annotations: [] }, { annotations: [cuboid] }],
      links: [{ from_id: 5, to_id: 6 }],
    };
    const tracks = await world.exported({
      ...{ taskType: "pointcloud-cuboid-sequence", names: ["drive 1.x"], label, attributes, args: ["openlabel"] },
    });
    expect(tracks.report).toMatchObject({ samples: 1, objects: 3, skipped_count: 0, lost: [] });
    expect(await world.load("validate_openlabel.py", tracks.folder)).toEqual({ "drive 1.json": [] });
    const { openlabel } = JSON.parse(await readFile(path.join(tracks.folder, "drive 1.json"), "utf8"));
    expect(openlabel.objects["5"]).toEqual({
      ...{ name: "car 5", type: "car" },
      frame_intervals: [
        { frame_start: 0, frame_end: 0 },
        { frame_start: 2, frame_end: 2 },
      ],
    });
    expect(openlabel.frames["0"].objects["5"].object_data.cuboid).toMatchObject([
      {
        val: [1, 2, 3, 0, 0, 1, expect.closeTo(0, 12), 4, 2, 1.5],
        coordinate_system: "world",
        attributes: {
          boolean: [{ name: "parked", val: true }],
          num: [{ name: "speed", val: 2.5 }],
          text: [{ name: "color", val: "red" }],
          vec: [{ name: "tags", val: ["a", "b"] }],
        },
      },
    ]);
    expect(openlabel.frames["0"].objects["6"].object_data.poly3d).toMatchObject([
      { val: [0, 0, 0, 1, 2, 3], closed: false },
    ]);
    expect(openlabel.frames["2"].frame_properties).toEqual({
      timestamp: "1700000000000000002",
      streams: { lidar: { uri: "https://example.com/2.pcd" } },
      transforms: {
        ego_to_world: {
          ...{ src: "ego", dst: "world" },
          transform_src_to_dst: { quaternion: [0, 0, 0, 1], translation: [2, 0, 0] },
        },
      },
    });
    expect(openlabel.relations["0"]).toMatchObject({
      rdf_subjects: [{ type: "object", uid: "5" }],
      rdf_objects: [{ type: "object", uid: "6" }],
    });

    const flat = await world.exported({
      ...{ taskType: "vector", names: ["a.png", "a.jpg"], label: { annotations: [BOX, SQUARE] }, args: ["openlabel"] },
    });
    expect(await world.load("validate_openlabel.py", flat.folder)).toEqual({ "a-2.json": [], "a.json": [] });
    const read = JSON.parse(await readFile(path.join(flat.folder, "a.json"), "utf8")).openlabel;
    expect(read.frames["0"].objects["1"].object_data.bbox).toMatchObject([{ val: [20, 12.5, 20, 15] }]);
    expect(read.frames["0"].objects["2"].object_data.poly2d).toMatchObject([
      { val: SQUARE.points.flat(), closed: true, mode: "MODE_POLY2D_ABSOLUTE" },
    ]);

    const sensors = {
      sensors: [
        { name: "front", task_type: "image-vector-sequence", attributes: { frames: [{ image: { url: "f.png" } }] } },
        { name: "top", task_type: "pointcloud-segmentation-sequence", attributes: { frames: [] } },
        { name: "roof", task_type: "pointcloud-cuboid-sequence", attributes },
      ],
    };
    const multi = await world.exported({
      ...{ taskType: "multisensor-sequence", names: ["m"], attributes: sensors, args: ["openlabel"] },
      label: {
        sensors: [
          { name: "front", attributes: { frames: [{ annotations: [{ ...BOX, track_id: 4 }] }] } },
          { name: "roof", attributes: { frames: [{ annotations: [] }, { annotations: [cuboid] }] } },
        ],
      },
    });
    expect(multi.report).toMatchObject({ objects: 2, skipped_count: 1 });
    expect(await world.load("validate_openlabel.py", multi.folder)).toEqual({ "m.json": [] });
    const both = JSON.parse(await readFile(path.join(multi.folder, "m.json"), "utf8")).openlabel;
    expect(Object.keys(both.objects)).toEqual(["front/4", "roof/5"]);
    expect(both.frames["1"].objects["roof/5"].object_data.cuboid).toHaveLength(1);
    expect(both.streams).toMatchObject({ front: { type: "camera" }, roof: { type: "lidar" } });
  });
});
