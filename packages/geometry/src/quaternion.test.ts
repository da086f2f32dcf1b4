import { describe, expect, it } from "vitest";
import { cuboidRotation } from "./cuboid.js";
import { egoToWorld, worldToEgo } from "./pose.js";
import { conjugate, multiply, normalize, quaternionFromYaw, rotate, yawFromQuaternion } from "./quaternion.js";

const TURNS = [
  { qx: 0, qy: 0, qz: 0, qw: 1 },
  { qx: 0.5, qy: -0.5, qz: 0.5, qw: 0.5 },
  { qx: 3, qy: 1, qz: -2, qw: 0.25 },
].map(normalize);

describe("quaternions", () => {
  it.each([-3, -1, 0, 0.5, 3.1])("keep the yaw %d", (yaw) => {
    expect(yawFromQuaternion(quaternionFromYaw(yaw))).toBeCloseTo(yaw, 14);
  });

  it("turn x to y by a quarter", () => {
    const { x, y, z } = rotate(quaternionFromYaw(Math.PI / 2), { x: 1, y: 0, z: 0 });
    expect([x, y, z].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([0, 1, 0]);
  });

  it.each(TURNS)("multiply as rotations follow each other: %o", (turn) => {
    const other = normalize({ qx: 1, qy: 2, qz: 3, qw: 4 });
    const v = { x: 1, y: -2, z: 0.5 };
    const once = rotate(multiply(turn, other), v);
    const twice = rotate(turn, rotate(other, v));
    for (const axis of ["x", "y", "z"] as const) expect(once[axis]).toBeCloseTo(twice[axis], 12);
    expect(multiply(turn, conjugate(turn)).qw).toBeCloseTo(1, 12);
  });

  it.each(TURNS)("poses of any length go there and back: %o", (heading) => {
    const pose = { position: { x: 5, y: 6, z: -7 }, heading: { ...heading, qw: heading.qw } };
    const point = { x: 100, y: -3, z: 2 };
    const back = egoToWorld(pose, worldToEgo(pose, point));
    for (const axis of ["x", "y", "z"] as const) expect(back[axis]).toBeCloseTo(point[axis], 11);
  });

  it("read an all-zero one as no rotation where a pose has it", () => {
    const zero = { qx: 0, qy: 0, qz: 0, qw: 0 };
    const pose = { position: { x: 5, y: 6, z: -7 }, heading: zero };
    expect(worldToEgo(pose, { x: 6, y: 8, z: -4 })).toEqual({ x: 1, y: 2, z: 3 });
    expect(egoToWorld(pose, { x: 1, y: 2, z: 3 })).toEqual({ x: 6, y: 8, z: -4 });
    expect(cuboidRotation({ position: pose.position, dimensions: pose.position, yaw: 0.5, rotation: zero })).toEqual(
      quaternionFromYaw(0.5),
    );
  });

  it.each([
    { qx: 0, qy: 0, qz: 0, qw: 0 },
    { qx: Number.NaN, qy: 0, qz: 0, qw: 1 },
    { qx: Infinity, qy: 0, qz: 0, qw: 1 },
  ])("refuse %o", (q) => {
    expect(() => normalize(q)).toThrow(RangeError);
  });
});
