import { describe, expect, it } from "vitest";
import { labelToEgoCoordinates } from "./ego-label.js";
import { differenceOf, readFixture } from "./testing/fixtures.js";

interface Fixture {
  readonly ego: readonly { name: string; sample: unknown; label: unknown; expected: unknown }[];
}

const { ego } = readFixture<Fixture>("label-fixtures.json");

describe("labelToEgoCoordinates", () => {
  it.each(ego)("gives the numbers of the Python package: $name", ({ sample, label, expected }) => {
    const before = JSON.stringify(label);
    expect(differenceOf(labelToEgoCoordinates(sample, label).attributes, expected)).toBeUndefined();
    expect(JSON.stringify(label)).toBe(before);
  });

  it("counts the frames without an ego pose and leaves them", () => {
    const label = { frames: [{ annotations: [{ id: 1, position: { x: 1, y: 2, z: 3 }, yaw: 0 }] }] };
    expect(labelToEgoCoordinates({ frames: [{ pcd: {} }] }, label)).toEqual({
      attributes: label,
      framesWithoutEgoPose: 1,
    });
  });

  it("moves the cloud sensors of a multi-sensor label by name, and leaves the others", () => {
    const pose = { position: { x: 10, y: 0, z: 0 }, heading: { qx: 0, qy: 0, qz: 0, qw: 1 } };
    const frames = [{ annotations: [{ position: { x: 12, y: 1, z: 0 }, yaw: 1 }] }];
    const { attributes } = labelToEgoCoordinates(
      {
        sensors: [
          { name: "camera", task_type: "image-vector-sequence", attributes: { frames: [{}] } },
          { name: "lidar", task_type: "pointcloud-cuboid-sequence", attributes: { frames: [{ ego_pose: pose }] } },
        ],
      },
      {
        sensors: [
          { name: "lidar", attributes: { frames } },
          { name: "camera", attributes: { frames } },
        ],
      },
    );
    expect(attributes.sensors[0]?.attributes.frames[0]?.annotations[0]?.position).toEqual({ x: 2, y: 1, z: 0 });
    expect(attributes.sensors[1]?.attributes.frames).toEqual(frames);
  });

  it("refuses a sample that is no point cloud, and a heading that is not finite", () => {
    expect(() => labelToEgoCoordinates({ image: {} }, { annotations: [] })).toThrow(TypeError);
    const heading = { qx: 1e200, qy: 0, qz: 0, qw: 1e200 };
    const far = { pcd: {}, ego_pose: { position: { x: 0, y: 0, z: 0 }, heading } };
    expect(() => labelToEgoCoordinates(far, { annotations: [] })).toThrow("is no rotation");
  });

  it("reads an all-zero heading as no rotation, and leaves an all-zero rotation of a cuboid as it is", () => {
    const zero = { qx: 0, qy: 0, qz: 0, qw: 0 };
    const sample = { pcd: {}, ego_pose: { position: { x: 10, y: 20, z: 1 }, heading: zero } };
    const cuboid = {
      id: 1,
      category_id: 1,
      type: "cuboid",
      position: { x: 12, y: 20, z: 1 },
      yaw: 0.5,
      rotation: zero,
    };
    const { attributes } = labelToEgoCoordinates(sample, { annotations: [cuboid] });
    expect(attributes).toEqual({ annotations: [{ ...cuboid, position: { x: 2, y: 0, z: 0 } }] });
  });
});
