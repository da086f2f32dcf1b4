import type { PointCloudOptions } from "./point-cloud.js";

interface Shifted {
  readonly positions: Float32Array | Float64Array;
  readonly origin: readonly [x: number, y: number, z: number];
}

/** Beyond this, neighbouring 32-bit floats lie about a millimetre apart. */
const FAR = 10_000;

export function shiftOrigin(
  positions: Float32Array | Float64Array,
  asked: NonNullable<PointCloudOptions["origin"]>,
): Shifted {
  if (asked === "keep") return { positions, origin: [0, 0, 0] };
  const [x, y, z] = asked === "auto" ? originFor(positions) : asked;
  if (positions instanceof Float32Array && x === 0 && y === 0 && z === 0) return { positions, origin: [0, 0, 0] };
  const shifted = new Float32Array(positions.length);
  for (let at = 0; at < positions.length; at += 3) {
    shifted[at] = (positions[at] ?? 0) - x;
    shifted[at + 1] = (positions[at + 1] ?? 0) - y;
    shifted[at + 2] = (positions[at + 2] ?? 0) - z;
  }
  return { positions: shifted, origin: [x, y, z] };
}

function originFor(positions: Float32Array | Float64Array): readonly [x: number, y: number, z: number] {
  for (let at = 0; at + 2 < positions.length; at += 3) {
    const point: [number, number, number] = [positions[at] ?? 0, positions[at + 1] ?? 0, positions[at + 2] ?? 0];
    if (!point.every(Number.isFinite)) continue;
    if (!point.some((value) => Math.abs(value) > FAR)) break;
    const [x, y, z] = point;
    return [Math.round(x), Math.round(y), Math.round(z)];
  }
  return [0, 0, 0];
}
