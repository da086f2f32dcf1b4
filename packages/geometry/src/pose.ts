import { poseRotation, type Quaternion, rotate, rotateBack } from "./quaternion.js";
import { add, subtract, type Vector3 } from "./vector3.js";

/** Where a vehicle stands in the world and how it is turned; `heading` takes ego directions to world directions. */
export interface Pose {
  readonly position: Vector3;
  readonly heading: Quaternion;
}

/**
 * A world point in the coordinates of a pose.
 *
 * An all-zero heading is read as no rotation.
 *
 * @throws RangeError when the heading is not finite
 * @example worldToEgo({ position: { x: 10, y: 0, z: 0 }, heading: { qx: 0, qy: 0, qz: 0, qw: 1 } }, { x: 12, y: 1, z: 0 })
 * // { x: 2, y: 1, z: 0 }
 */
export function worldToEgo(pose: Pose, point: Vector3): Vector3 {
  return rotateBack(poseRotation(pose.heading), subtract(point, pose.position));
}

/** The inverse of {@link worldToEgo}. */
export function egoToWorld(pose: Pose, point: Vector3): Vector3 {
  return add(rotate(poseRotation(pose.heading), point), pose.position);
}
