import { expect, test } from "vitest";
import { CATEGORIES, describeInterop } from "../testing/interop-world.js";

const POINTS = [
  [1, 2, 3, 10],
  [4.5, -5.25, 6, 20],
  [0, 0, -1.5, 0],
];
const NAMES = ["unlabeled", ...CATEGORIES.map(({ name }) => name)];

describeInterop("nuscenes", "import nuscenes.nuscenes", (world) => {
  const cloud = () => ({
    url: world.serve("cloud.bin", new Uint8Array(Float32Array.from(POINTS.flat()).buffer)),
    type: "binary-xyzi",
  });

  test("boxes of a sequence, with their poses, tracks and clouds", async () => {
    const pose = (x: number, heading: object) => ({ position: { x, y: 0, z: 0.5 }, heading });
    const zero = { qx: 0, qy: 0, qz: 0, qw: 0 };
    const attributes = {
      frames: [
        { pcd: cloud(), timestamp: "1700000000000000000", ego_pose: pose(1, zero) },
        { pcd: cloud(), timestamp: "1700000000500000000", ego_pose: pose(2, { qx: 0, qy: 0, qz: 0.6, qw: 0.8 }) },
      ],
    };
    const car = (x: number, yaw: number) => ({
      ...{ id: 5, track_id: 5, category_id: 7, type: "cuboid", yaw },
      ...{ position: { x, y: 2, z: 3 }, dimensions: { x: 4.5, y: 1.75, z: 1.5 } },
    });
    const label = { frames: [{ annotations: [car(10, 0.5)] }, { annotations: [car(11, -2)] }] };
    const { folder, report } = await world.exported({
      ...{ taskType: "pointcloud-cuboid-sequence", names: ["drive 1"], label, attributes },
      args: ["nuscenes", "--with-images"],
    });
    expect(report).toMatchObject({ samples: 1, objects: 2, skipped_count: 0 });
    const [scene] = await world.load("load_nuscenes.py", folder, "jane_d_v1", ...NAMES);
    const box = { name: "car", wlh: [1.75, 4.5, 1.5] };
    expect(scene).toMatchObject({
      name: "drive 1",
      frames: [
        {
          pose: [
            [1, 0, 0.5],
            [1, 0, 0, 0],
          ],
          boxes: [{ ...box, center: [10, 2, 3], yaw: expect.closeTo(0.5, 12) }],
        },
        {
          pose: [
            [2, 0, 0.5],
            [0.8, 0, 0, 0.6],
          ],
          boxes: [{ ...box, center: [11, 2, 3], yaw: expect.closeTo(-2, 12) }],
        },
      ],
    });
    expect(scene.frames[0].boxes[0].instance).toBe(scene.frames[1].boxes[0].instance);
    for (const frame of scene.frames) expect(frame.points).toEqual(POINTS);
  });

  test("lidarseg: a category for each point", async () => {
    const label = {
      annotations: [
        { id: 1, category_id: 3 },
        { id: 9, category_id: 7 },
      ],
      point_annotations: [9, 0, 1],
    };
    const { folder, report } = await world.exported({
      ...{ taskType: "pointcloud-segmentation", names: ["scan.bin"], label, attributes: { pcd: cloud() } },
      args: ["nuscenes", "--with-images"],
    });
    expect(report).toMatchObject({ samples: 1, objects: 2, skipped_count: 0 });
    const [scene] = await world.load("load_nuscenes.py", folder, "jane_d_v1", ...NAMES);
    expect(scene.frames).toMatchObject([{ points: POINTS, boxes: [], labels: ["car", "unlabeled", 'a "b": #c'] }]);
  });
});
