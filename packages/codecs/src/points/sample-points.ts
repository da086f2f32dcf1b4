import type { NumericArray } from "../bytes.js";
import { CodecError } from "../codec-error.js";
import type { PointAttributes, PointCloud, PointField } from "./point-cloud.js";

/** Which points of a cloud to keep. */
export type Sampling =
  /** Every n-th, the first among them. */
  | { readonly every: number }
  /** Every n-th, n as large as leaves at least this many: what `sample_pcd` of the Python package does. */
  | { readonly points: number }
  /** This many, drawn at random without replacement; the same for the same seed. Their order stays. */
  | { readonly random: number; readonly seed?: number | undefined }
  /** The first point in each cube of this side; points that are not finite are dropped. */
  | { readonly voxelSize: number };

/**
 * The indices of the points that a sampling keeps, rising: they select from point annotations too.
 *
 * @throws CodecError when a number is not positive, or the voxels are too many to be told apart.
 * @example sampleIndices(cloud, { every: 10 })
 */
export function sampleIndices(cloud: PointCloud, sampling: Sampling): Uint32Array {
  if ("every" in sampling) return everyNth(cloud.count, checked(sampling.every, "every"));
  if ("points" in sampling) {
    return everyNth(cloud.count, Math.max(1, Math.floor(cloud.count / checked(sampling.points, "points"))));
  }
  if ("random" in sampling) return drawn(cloud.count, checked(sampling.random, "random"), sampling.seed ?? 0);
  return firstOfVoxels(cloud.positions, sampling.voxelSize);
}

/**
 * A smaller cloud.
 *
 * @throws CodecError as {@link sampleIndices}.
 * @example samplePoints(cloud, { points: 500_000 })
 */
export function samplePoints(cloud: PointCloud, sampling: Sampling): PointCloud {
  return selectPoints(cloud, sampleIndices(cloud, sampling));
}

/**
 * A cloud of some of the points, in the order of the indices.
 *
 * @throws CodecError when an index is not below `cloud.count`.
 * @example selectPoints(cloud, Uint32Array.of(0, 2))
 */
export function selectPoints(cloud: PointCloud, indices: Uint32Array): PointCloud {
  for (const index of indices) {
    if (index >= cloud.count) throw new CodecError("point cloud", `there is no point ${index} of ${cloud.count}`);
  }
  const attributes: { [name: string]: NumericArray } = {};
  for (const [name, values] of Object.entries(cloud.attributes)) {
    attributes[name] = selected(values, indices, name === "rgb" ? 3 : 1);
  }
  const extra = new Map<string, PointField>();
  for (const [name, { values, componentCount }] of cloud.extra) {
    extra.set(name, { values: selected(values, indices, componentCount), componentCount });
  }
  const positions = selected(cloud.positions, indices, 3);
  let nonFiniteCount = 0;
  for (let at = 0; at < positions.length; at += 3) {
    if (!isFinitePoint(positions, at)) nonFiniteCount += 1;
  }
  return {
    ...cloud,
    count: indices.length,
    positions,
    attributes: attributes as PointAttributes,
    extra,
    nonFiniteCount,
  };
}

function checked(value: number, name: string): number {
  if (!Number.isInteger(value) || value < 1) {
    throw new CodecError("point cloud", `${name} is ${value}, and must be a whole number from 1 on`);
  }
  return value;
}

function isFinitePoint(positions: NumericArray, at: number): boolean {
  return Number.isFinite(positions[at]) && Number.isFinite(positions[at + 1]) && Number.isFinite(positions[at + 2]);
}

function selected<T extends NumericArray>(values: T, indices: Uint32Array, components: number): T {
  const out = values.slice(0, 0).constructor as new (length: number) => T;
  const result = new out(indices.length * components);
  for (let point = 0, to = 0; point < indices.length; point++) {
    const from = (indices[point] ?? 0) * components;
    for (let component = 0; component < components; component++) result[to++] = values[from + component] ?? 0;
  }
  return result;
}

function everyNth(count: number, step: number): Uint32Array {
  return Uint32Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

/** Selection sampling (Knuth, volume 2, algorithm S): one pass, the order stays. */
function drawn(count: number, wanted: number, seed: number): Uint32Array {
  const size = Math.min(count, wanted);
  const indices = new Uint32Array(size);
  const random = randomFrom(seed);
  let taken = 0;
  for (let index = 0; taken < size; index++) {
    if (random() * (count - index) < size - taken) indices[taken++] = index;
  }
  return indices;
}

/** Mulberry32: 32 bits of state are plenty for a choice of points. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

function firstOfVoxels(positions: Float32Array | Float64Array, size: number): Uint32Array {
  if (!(size > 0) || size === Infinity)
    throw new CodecError("point cloud", `voxelSize is ${size}, and must be above 0`);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let at = 0; at < positions.length; at += 3) {
    if (!isFinitePoint(positions, at)) continue;
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[at + axis] ?? 0;
      low[axis] = Math.min(low[axis] ?? 0, value);
      high[axis] = Math.max(high[axis] ?? 0, value);
    }
  }
  const [lowX = 0, lowY = 0, lowZ = 0] = low;
  const [cellsX = 1, cellsY = 1, cellsZ = 1] = high.map(
    (value, axis) => Math.floor((value - (low[axis] ?? 0)) / size) + 1,
  );
  if (cellsX * cellsY * cellsZ > Number.MAX_SAFE_INTEGER) {
    throw new CodecError("point cloud", `voxelSize ${size} makes more voxels than can be told apart`);
  }
  const seen = new Set<number>();
  const indices: number[] = [];
  for (let point = 0, at = 0; at < positions.length; point++, at += 3) {
    if (!isFinitePoint(positions, at)) continue;
    const x = Math.floor(((positions[at] ?? 0) - lowX) / size);
    const y = Math.floor(((positions[at + 1] ?? 0) - lowY) / size);
    const z = Math.floor(((positions[at + 2] ?? 0) - lowZ) / size);
    const key = x + cellsX * (y + cellsY * z);
    if (seen.has(key)) continue;
    seen.add(key);
    indices.push(point);
  }
  return Uint32Array.from(indices);
}
