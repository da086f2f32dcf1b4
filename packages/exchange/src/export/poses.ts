import { at } from "@tessera/json";
import type { LabelObject } from "./labels.js";

/** A quaternion as x, y, z, w. */
export type Rotation = readonly [x: number, y: number, z: number, w: number];

/** Where something is and how it is turned. */
export interface Pose {
  readonly translation: readonly number[];
  readonly rotation: Rotation;
}

/** A cuboid's centre, rotation, and length, width and height. */
export interface CuboidPose extends Pose {
  readonly size: readonly [length: number, width: number, height: number];
}

const XYZ = ["x", "y", "z"] as const;
const NO_ROTATION: Rotation = [0, 0, 0, 1];

/** A pose as the wire has it; the origin where there is none, or none that can be read. */
export function poseOf(pose: unknown): Pose {
  return {
    translation: numbersAt(at(pose, "position"), XYZ) ?? [0, 0, 0],
    rotation: rotationAt(at(pose, "heading")) ?? NO_ROTATION,
  };
}

/** Of an object that is a cuboid, or why it is none. */
export function cuboidPoseOf(raw: LabelObject["raw"]): CuboidPose | string {
  const translation = numbersAt(raw.position, XYZ);
  const size = numbersAt(raw.dimensions, XYZ);
  if (translation === undefined || size === undefined) return "it is no cuboid";
  const whole = rotationAt(raw.rotation);
  if (whole === undefined && typeof raw.yaw !== "number") return "it has no yaw";
  const half = typeof raw.yaw === "number" ? raw.yaw / 2 : 0;
  const [length = 0, width = 0, height = 0] = size;
  return { translation, rotation: whole ?? [0, 0, Math.sin(half), Math.cos(half)], size: [length, width, height] };
}

function numbersAt(value: unknown, keys: readonly string[]): number[] | undefined {
  const numbers = keys.map((key) => at(value, key));
  return numbers.every((number) => typeof number === "number" && Number.isFinite(number))
    ? (numbers as number[])
    : undefined;
}

/** Undefined for a quaternion of zeros, which stands for no rotation. */
function rotationAt(value: unknown): Rotation | undefined {
  const numbers = numbersAt(value, ["qx", "qy", "qz", "qw"]);
  if (numbers === undefined || numbers.every((number) => number === 0)) return undefined;
  const [x = 0, y = 0, z = 0, w = 0] = numbers;
  return [x, y, z, w];
}
