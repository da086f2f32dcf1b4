import type { Pose } from "./pose.js";
import {
  conjugate,
  IDENTITY,
  isZeroQuaternion,
  multiply,
  normalize,
  poseRotation,
  type Quaternion,
  quaternionFromYaw,
  rotateBack,
  rotationAxes,
} from "./quaternion.js";
import { subtract, type Vector3 } from "./vector3.js";

/** A box in the world: centre, full side lengths (x = length, y = width, z = height), turn. `rotation` wins over `yaw`. */
export interface Cuboid {
  readonly position: Vector3;
  readonly dimensions: Vector3;
  /** Radians, 0 along +x, counter-clockwise positive. */
  readonly yaw: number;
  readonly rotation?: Quaternion | null | undefined;
}

/** A cuboid of a label: its id is what its points get. */
export interface IdentifiedCuboid extends Cuboid {
  readonly id: number;
}

export interface CuboidToSegmentationOptions {
  /** Where the cloud's own coordinates stand in the world, when its points are not in world coordinates. */
  readonly egoPose?: Partial<Pose> | undefined;
  /**
   * `"python-package"` gives that package's numbers where they differ from the cuboids that the user drew: it reads `rotation` as
   * (qw, qx, qy, qz) = (qx, qy, qz, qw), and with a heading it turns each cuboid about its own centre, not about the vehicle.
   */
  readonly convention?: "tessera" | "python-package" | undefined;
}

/** The rotation of a cuboid as a unit quaternion. Without a `rotation`, or with an all-zero one, its yaw decides. */
export function cuboidRotation(cuboid: Cuboid): Quaternion {
  const { rotation } = cuboid;
  return rotation && !isZeroQuaternion(rotation) ? normalize(rotation) : quaternionFromYaw(cuboid.yaw);
}

/**
 * Whether a point lies in a cuboid, faces included. A cuboid with a negative or NaN side holds nothing.
 *
 * @example isInCuboid({ position: { x: 0, y: 0, z: 0 }, dimensions: { x: 2, y: 2, z: 2 }, yaw: 0 }, { x: 1, y: 0, z: 0 }) // true
 */
export function isInCuboid(cuboid: Cuboid, point: Vector3): boolean {
  const local = rotateBack(cuboidRotation(cuboid), subtract(point, cuboid.position));
  const { dimensions } = cuboid;
  return (
    Math.abs(local.x) <= dimensions.x / 2 &&
    Math.abs(local.y) <= dimensions.y / 2 &&
    Math.abs(local.z) <= dimensions.z / 2
  );
}

/**
 * A cuboid label as a segmentation of the cloud: for each point the id of the cuboid that holds it, 0 for none. Where cuboids
 * overlap, the later one in the list wins, as in the Python package.
 *
 * @param positions xyz of each point, in world coordinates, or in those of `egoPose`.
 * @returns one id a point.
 * @throws RangeError when the length of `positions` is not a multiple of 3, or a rotation is none.
 * @example cuboidToSegmentation(new Float32Array([0, 0, 0, 9, 9, 9]), [{ id: 7, position: origin, dimensions: twoMetres, yaw: 0 }])
 * // Uint32Array [7, 0]
 */
export function cuboidToSegmentation(
  positions: Float32Array | Float64Array,
  cuboids: Iterable<IdentifiedCuboid>,
  options: CuboidToSegmentationOptions = {},
): Uint32Array {
  if (positions.length % 3 !== 0) throw new RangeError(`${positions.length} numbers are not xyz of whole points.`);
  const ids = new Uint32Array(positions.length / 3);
  // A repeated id keeps its first place and takes its last cuboid.
  const byId = new Map<number, Cuboid>();
  for (const cuboid of cuboids) {
    const place = options.convention === "python-package" ? placeAsPythonPackage : placeInEgo;
    byId.set(cuboid.id, place(cuboid, options.egoPose));
  }
  for (const [id, cuboid] of byId) markPoints(positions, cuboid, id, ids);
  return ids;
}

function placeInEgo(cuboid: Cuboid, pose: Partial<Pose> | undefined): Cuboid {
  if (pose === undefined) return cuboid;
  const heading = poseRotation(pose.heading ?? IDENTITY);
  const offset = pose.position ? subtract(cuboid.position, pose.position) : cuboid.position;
  return {
    ...cuboid,
    position: rotateBack(heading, offset),
    rotation: multiply(conjugate(heading), cuboidRotation(cuboid)),
  };
}

function placeAsPythonPackage(cuboid: Cuboid, pose: Partial<Pose> | undefined): Cuboid {
  const { qx, qy, qz, qw } = cuboid.rotation ?? IDENTITY;
  const own = cuboid.rotation ? normalize({ qw: qx, qx: qy, qy: qz, qz: qw }) : quaternionFromYaw(cuboid.yaw);
  return {
    ...cuboid,
    position: pose?.position ? subtract(cuboid.position, pose.position) : cuboid.position,
    rotation: pose?.heading ? multiply(conjugate(poseRotation(pose.heading)), own) : own,
  };
}

function markPoints(positions: Float32Array | Float64Array, cuboid: Cuboid, id: number, ids: Uint32Array): void {
  const { x: ax, y: ay, z: az } = rotationAxes(cuboidRotation(cuboid));
  const { x: cx, y: cy, z: cz } = cuboid.position;
  const halfX = cuboid.dimensions.x / 2;
  const halfY = cuboid.dimensions.y / 2;
  const halfZ = cuboid.dimensions.z / 2;
  // Most points fail on the first comparison: a sphere around the box in x alone, then exactly.
  const reach = Math.sqrt(halfX * halfX + halfY * halfY + halfZ * halfZ);
  for (let point = 0, at = 0; point < ids.length; point++, at += 3) {
    const dx = (positions[at] ?? 0) - cx;
    if (!(Math.abs(dx) <= reach)) continue;
    const dy = (positions[at + 1] ?? 0) - cy;
    const dz = (positions[at + 2] ?? 0) - cz;
    if (
      Math.abs(dx * ax.x + dy * ax.y + dz * ax.z) <= halfX &&
      Math.abs(dx * ay.x + dy * ay.y + dz * ay.z) <= halfY &&
      Math.abs(dx * az.x + dy * az.y + dz * az.z) <= halfZ
    ) {
      ids[point] = id;
    }
  }
}
