/** A point or direction in three dimensions; positions in metres, world is z-up. */
export interface Vector3 {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/**
 * a − b.
 *
 * @example subtract({ x: 3, y: 2, z: 1 }, { x: 1, y: 1, z: 1 }) // { x: 2, y: 1, z: 0 }
 */
export function subtract(a: Vector3, b: Vector3): Vector3 {
  return { x: a.x - b.x, y: a.y - b.y, z: a.z - b.z };
}

/**
 * a + b.
 *
 * @example add({ x: 1, y: 1, z: 1 }, { x: 2, y: 1, z: 0 }) // { x: 3, y: 2, z: 1 }
 */
export function add(a: Vector3, b: Vector3): Vector3 {
  return { x: a.x + b.x, y: a.y + b.y, z: a.z + b.z };
}

/**
 * a · (1 / divisor), component by component.
 *
 * @example divide({ x: 2, y: 4, z: 0 }, 2) // { x: 1, y: 2, z: 0 }
 */
export function divide(a: Vector3, divisor: number): Vector3 {
  return { x: a.x / divisor, y: a.y / divisor, z: a.z / divisor };
}

/**
 * The Euclidean length.
 *
 * @example length({ x: 3, y: 4, z: 0 }) // 5
 */
export function length(a: Vector3): number {
  return Math.sqrt(a.x * a.x + a.y * a.y + a.z * a.z);
}
