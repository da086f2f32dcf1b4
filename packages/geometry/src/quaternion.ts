import type { Vector3 } from "./vector3.js";

/** A rotation; `qw` is the real part. Not every input is of unit length: see {@link normalize}. */
export interface Quaternion {
  readonly qx: number;
  readonly qy: number;
  readonly qz: number;
  readonly qw: number;
}

/**
 * The same rotation at length 1.
 *
 * @throws RangeError for a quaternion of length zero, or one that is not finite: it names no rotation.
 * @example normalize({ qx: 0, qy: 0, qz: 0, qw: 2 }) // { qx: 0, qy: 0, qz: 0, qw: 1 }
 */
export function normalize(q: Quaternion): Quaternion {
  const norm = Math.sqrt(q.qx * q.qx + q.qy * q.qy + q.qz * q.qz + q.qw * q.qw);
  if (!(norm > 0) || norm === Infinity) {
    throw new RangeError(`The quaternion (${q.qx}, ${q.qy}, ${q.qz}, ${q.qw}) is no rotation: its length is ${norm}.`);
  }
  return { qx: q.qx / norm, qy: q.qy / norm, qz: q.qz / norm, qw: q.qw / norm };
}

/** No rotation. */
export const IDENTITY: Quaternion = { qx: 0, qy: 0, qz: 0, qw: 1 };

/** Whether all four parts are zero, which recordings use for "no rotation". */
export function isZeroQuaternion({ qx, qy, qz, qw }: Quaternion): boolean {
  return qx === 0 && qy === 0 && qz === 0 && qw === 0;
}

/**
 * The rotation of a pose as a unit quaternion. An all-zero quaternion is read as no rotation.
 *
 * @throws RangeError for one that is not finite
 * @example poseRotation({ qx: 0, qy: 0, qz: 0, qw: 0 }) // { qx: 0, qy: 0, qz: 0, qw: 1 }
 */
export function poseRotation(q: Quaternion): Quaternion {
  return isZeroQuaternion(q) ? IDENTITY : normalize(q);
}

/**
 * The inverse of a unit quaternion.
 *
 * @example conjugate({ qx: 0, qy: 0, qz: 1, qw: 0 }) // { qx: -0, qy: -0, qz: -1, qw: 0 }
 */
export function conjugate(q: Quaternion): Quaternion {
  return { qx: -q.qx, qy: -q.qy, qz: -q.qz, qw: q.qw };
}

/** The Hamilton product a·b: first b, then a. */
export function multiply(a: Quaternion, b: Quaternion): Quaternion {
  return {
    qx: a.qw * b.qx + a.qx * b.qw + a.qy * b.qz - a.qz * b.qy,
    qy: a.qw * b.qy - a.qx * b.qz + a.qy * b.qw + a.qz * b.qx,
    qz: a.qw * b.qz + a.qx * b.qy - a.qy * b.qx + a.qz * b.qw,
    qw: a.qw * b.qw - a.qx * b.qx - a.qy * b.qy - a.qz * b.qz,
  };
}

/** The columns of a rotation matrix: where the axes x, y and z go. */
export interface RotationAxes {
  readonly x: Vector3;
  readonly y: Vector3;
  readonly z: Vector3;
}

/** The columns of the rotation matrix of a unit quaternion. */
export function rotationAxes({ qx: x, qy: y, qz: z, qw: w }: Quaternion): RotationAxes {
  return {
    x: { x: 1 - 2 * (y * y + z * z), y: 2 * (x * y + z * w), z: 2 * (x * z - y * w) },
    y: { x: 2 * (x * y - z * w), y: 1 - 2 * (x * x + z * z), z: 2 * (y * z + x * w) },
    z: { x: 2 * (x * z + y * w), y: 2 * (y * z - x * w), z: 1 - 2 * (x * x + y * y) },
  };
}

/** v turned by a unit quaternion. */
export function rotate(q: Quaternion, v: Vector3): Vector3 {
  const { x, y, z } = rotationAxes(q);
  return {
    x: x.x * v.x + y.x * v.y + z.x * v.z,
    y: x.y * v.x + y.y * v.y + z.y * v.z,
    z: x.z * v.x + y.z * v.y + z.z * v.z,
  };
}

/** v turned back by a unit quaternion: the transpose of its matrix times v. */
export function rotateBack(q: Quaternion, v: Vector3): Vector3 {
  const { x, y, z } = rotationAxes(q);
  return {
    x: x.x * v.x + x.y * v.y + x.z * v.z,
    y: y.x * v.x + y.y * v.y + y.z * v.z,
    z: z.x * v.x + z.y * v.y + z.z * v.z,
  };
}

/**
 * The rotation about the world's z axis, counter-clockwise.
 *
 * @example quaternionFromYaw(Math.PI) // { qx: 0, qy: 0, qz: 1, qw: 6.1e-17 }
 */
export function quaternionFromYaw(yawRad: number): Quaternion {
  return { qx: 0, qy: 0, qz: Math.sin(yawRad / 2), qw: Math.cos(yawRad / 2) };
}

/**
 * The yaw of a unit quaternion, in [-π, π]: 0 along +x, counter-clockwise positive.
 *
 * @example yawFromQuaternion(quaternionFromYaw(0.5)) // 0.5
 */
export function yawFromQuaternion({ qx: x, qy: y, qz: z, qw: w }: Quaternion): number {
  return Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z));
}
