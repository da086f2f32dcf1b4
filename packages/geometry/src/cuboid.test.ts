import { describe, expect, it } from "vitest";
import { cuboidToSegmentation, type IdentifiedCuboid, isInCuboid } from "./cuboid.js";
import { egoToWorld, type Pose } from "./pose.js";
import { normalize } from "./quaternion.js";
import { readFixture } from "./testing/fixtures.js";

interface Fixture {
  readonly cases: readonly {
    name: string;
    positions: number[];
    annotations: IdentifiedCuboid[];
    egoPose: Pose | null;
    ids: number[];
  }[];
}

const { cases } = readFixture<Fixture>("cuboid-fixtures.json");

describe("cuboidToSegmentation", () => {
  it.each(cases)("gives the ids of the Python package by its convention: $name", (fixture) => {
    const { positions, annotations, egoPose, ids } = fixture;
    const options = { convention: "python-package", egoPose: egoPose ?? undefined } as const;
    expect(Array.from(cuboidToSegmentation(Float32Array.from(positions), annotations, options))).toEqual(ids);
  });

  it.each(cases.slice(0, 2))("needs no convention without 3D rotation and heading: $name", (fixture) => {
    const { positions, annotations, egoPose, ids } = fixture;
    const result = cuboidToSegmentation(Float32Array.from(positions), annotations, { egoPose: egoPose ?? undefined });
    expect(Array.from(result)).toEqual(ids);
  });

  it.each(cases)(
    "agrees with isInCuboid, point by point, in the world: $name",
    ({ positions, annotations, egoPose }) => {
      const pose = egoPose && { ...egoPose, heading: normalize(egoPose.heading) };
      const ids = cuboidToSegmentation(Float64Array.from(positions), annotations, { egoPose: pose ?? undefined });
      ids.forEach((id, index) => {
        const [x = 0, y = 0, z = 0] = positions.slice(index * 3, index * 3 + 3);
        const point = pose ? egoToWorld(pose, { x, y, z }) : { x, y, z };
        expect(id).toBe(annotations.findLast((cuboid) => isInCuboid(cuboid, point))?.id ?? 0);
      });
    },
  );

  it.each([
    ["NaN points", [Number.NaN, 0, 0], 1],
    ["a NaN side", [0, 0, 0], Number.NaN],
    ["a negative side", [0, 0, 0], -1],
  ])("gives nothing for %s", (_, positions, side) => {
    const cuboid = { id: 1, position: { x: 0, y: 0, z: 0 }, dimensions: { x: side, y: 1, z: 1 }, yaw: 0 };
    expect(Array.from(cuboidToSegmentation(Float64Array.from(positions), [cuboid]))).toEqual([0]);
  });

  it("includes the faces, and refuses parts of points", () => {
    const cuboid = { id: 1, position: { x: 0, y: 0, z: 0 }, dimensions: { x: 2, y: 2, z: 2 }, yaw: 0 };
    expect(isInCuboid(cuboid, { x: 1, y: 1, z: -1 })).toBe(true);
    expect(() => cuboidToSegmentation(new Float32Array(4), [])).toThrow(RangeError);
  });
});
