import { describe, expect, it } from "vitest";
import { memorySink } from "../sinks/memory-sink.js";
import { smallRelease } from "../testing/small-releases.js";
import { exportRelease } from "./export-release.js";
import { nuscenesToken } from "./nuscenes-token.js";

const CAR = {
  ...{ id: 7, category_id: 1, type: "cuboid", yaw: Math.PI / 2 },
  position: { x: 1, y: 2, z: 3 },
  dimensions: { x: 4.5, y: 1.75, z: 1.5 },
};
const frame = (index: number) => ({
  pcd: { url: `https://example.com/${index}.bin`, type: "binary-xyzi" },
  timestamp: `170000000012345678${index}`,
  ego_pose: { position: { x: index, y: 0, z: 0 }, heading: { qx: 0, qy: 0, qz: 0.6, qw: 0.8 } },
});
const none = async () => new Uint8Array();

type Row = Record<string, unknown> & { readonly token: string };

async function run(taskType: string, attributes: object, label: object) {
  const sink = memorySink();
  const release = await smallRelease(taskType, [
    { name: "drive", attributes, label },
    { name: "unlabeled", attributes, label: null },
  ]);
  const report = await exportRelease(release, { format: "nuscenes", sink, assets: none });
  const table = (name: string) => JSON.parse(sink.text(`jane_small_v1/${name}.json`)) as Row[];
  return { report, table };
}

describe("nuScenes", () => {
  it("says that camera images are left out", async () => {
    const images = [{ url: "https://example.com/front.jpg", name: "front" }];
    const attributes = { frames: [frame(0), { ...frame(1), images }, { ...frame(2), images }] };
    const label = { frames: [{ annotations: [CAR] }, { annotations: [] }, { annotations: [] }] };
    const { report } = await run("pointcloud-cuboid-sequence", attributes, label);
    expect(report.lost).toEqual([{ what: "camera images of clouds", count: 2, firstSample: "drive" }]);
  });

  it("has a scene a sample, a sample a frame, and an object's boxes in a chain", async () => {
    const attributes = { frames: [frame(0), frame(1), frame(2)] };
    const moved = { ...CAR, position: { x: 2, y: 2, z: 3 }, track_id: 7 };
    const whole = { ...moved, rotation: { qx: 0.1, qy: 0.2, qz: 0.3, qw: 0.9 }, attributes: { parked: true } };
    const label = {
      frames: [
        { annotations: [CAR] },
        { annotations: [{ ...CAR, id: 8, category_id: 9 }] },
        { annotations: [whole, { id: 9, category_id: 1 }] },
      ],
    };
    const { report, table } = await run("pointcloud-cuboid-sequence", attributes, label);
    expect(report).toMatchObject({ samples: 1, objects: 2, fileCount: 14 });
    expect(report.skipped).toEqual([
      { sample: "drive", frame: 1, objectId: 8, reason: "the dataset has no category 9" },
      { sample: "drive", frame: 2, objectId: 9, reason: "it is no cuboid" },
      { sample: "unlabeled", reason: "it has no label" },
    ]);
    expect(report.lost).toEqual([{ what: "attributes of objects", count: 1, firstSample: "drive" }]);
    const [scene] = table("scene");
    const samples = table("sample");
    expect(scene).toMatchObject({
      name: "drive",
      nbr_samples: 3,
      first_sample_token: samples[0]?.token,
      last_sample_token: samples[2]?.token,
    });
    expect(samples.map(({ prev, next, timestamp }) => [prev, next, timestamp])).toEqual([
      ["", samples[1]?.token, 1700000000123456],
      [samples[0]?.token, samples[2]?.token, 1700000000123456],
      [samples[1]?.token, "", 1700000000123456],
    ]);
    const [instance, ...others] = table("instance");
    const [first, last, ...more] = table("sample_annotation");
    expect([others, more]).toEqual([[], []]);
    expect(instance).toMatchObject({
      nbr_annotations: 2,
      first_annotation_token: first?.token,
      last_annotation_token: last?.token,
    });
    expect(first).toMatchObject({
      ...{ sample_token: samples[0]?.token, instance_token: instance?.token, prev: "", next: last?.token },
      ...{
        translation: [1, 2, 3],
        size: [1.75, 4.5, 1.5],
        rotation: [Math.SQRT1_2, 0, 0, expect.closeTo(Math.SQRT1_2, 12)],
      },
    });
    expect(last).toMatchObject({
      sample_token: samples[2]?.token,
      prev: first?.token,
      next: "",
      rotation: [0.9, 0.1, 0.2, 0.3],
    });
    expect(table("ego_pose")[1]).toMatchObject({ translation: [1, 0, 0], rotation: [0.8, 0, 0, 0.6] });
  });

  it("takes quaternions of zeros for no rotation", async () => {
    const zero = { qx: 0, qy: 0, qz: 0, qw: 0 };
    const attributes = { ...frame(0), ego_pose: { position: { x: 1, y: 2, z: 3 }, heading: zero } };
    const { table } = await run("pointcloud-cuboid", attributes, { annotations: [{ ...CAR, rotation: zero }] });
    expect(table("ego_pose")).toMatchObject([{ translation: [1, 2, 3], rotation: [1, 0, 0, 0] }]);
    const turned = [Math.SQRT1_2, 0, 0, expect.closeTo(Math.SQRT1_2, 12)];
    expect(table("sample_annotation")).toMatchObject([{ rotation: turned }]);
  });

  it("refers only to what there is, and each token is one row's", async () => {
    const { table } = await run("pointcloud-cuboid", frame(0), { annotations: [CAR, { ...CAR, id: 8 }] });
    const names = [
      "category",
      "visibility",
      "sensor",
      "calibrated_sensor",
      "log",
      "map",
      "scene",
      "sample",
      "sample_data",
      "ego_pose",
      "instance",
      "sample_annotation",
    ];
    const known = new Map(names.map((name) => [name, new Set(table(name).map(({ token }) => token))]));
    expect(new Set(names.flatMap((name) => table(name).map(({ token }) => token))).size).toBe(
      names.reduce((sum, name) => sum + table(name).length, 0),
    );
    for (const name of names) {
      for (const row of table(name)) {
        for (const [key, value] of Object.entries(row)) {
          const target = /^(?:first_|last_)?(.*)_token$/.exec(key)?.[1];
          const of = target === "annotation" ? "sample_annotation" : target;
          if (of !== undefined && value !== "") expect(known.get(of)?.has(String(value)), `${name}.${key}`).toBe(true);
        }
      }
    }
    expect(table("instance")).toHaveLength(2);
  });

  it("makes tokens of 32 digits that do not collide", () => {
    const tokens = new Set(Array.from({ length: 200_000 }, (_, index) => nuscenesToken("sample", index)));
    expect(tokens.size).toBe(200_000);
    for (const token of [...tokens].slice(0, 100)) expect(token).toMatch(/^[0-9a-f]{32}$/);
  });
});
