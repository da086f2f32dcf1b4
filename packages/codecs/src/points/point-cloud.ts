import type { NumericArray } from "../bytes.js";

/** The layouts that are told apart. */
export type PointCloudFormat = "pcd" | "ply" | "las" | "laz" | "splat" | "kitti" | "nuscenes";

/** A column that has no place of its own in {@link PointAttributes}: normals, labels, gaussian coefficients, ... */
export interface PointField {
  /** count · componentCount values, point by point. */
  readonly values: NumericArray;
  /** Values a point: more than 1 for PCD fields of COUNT > 1. */
  readonly componentCount: number;
}

/** What else a file says of its points; absent where it says nothing. One value a point, in the file's own type and unit. */
export interface PointAttributes {
  readonly intensity?: NumericArray;
  /** r, g, b of each point; 0–255, or 0–65,535 in a Uint16Array (LAS and 16-bit PLY). See {@link rgbToBytes}. */
  readonly rgb?: Uint8Array | Uint16Array;
  /** The laser of the sensor. */
  readonly ring?: NumericArray;
  /** In the file's own unit: GPS seconds in LAS, mostly seconds or nanoseconds elsewhere. */
  readonly time?: NumericArray;
  readonly returnNumber?: Uint8Array;
  readonly returnCount?: Uint8Array;
  readonly classification?: NumericArray;
}

/** A point cloud, whatever file it came from. */
export interface PointCloud {
  readonly format: PointCloudFormat;
  readonly count: number;
  /** x, y, z of each point less `origin`, in the file's unit. Float64Array where the file's numbers need it. */
  readonly positions: Float32Array | Float64Array;
  /** What was subtracted from the positions; [0, 0, 0] unless asked for. */
  readonly origin: readonly [x: number, y: number, z: number];
  readonly attributes: PointAttributes;
  /** All other columns, by the name in the file. */
  readonly extra: ReadonlyMap<string, PointField>;
  /** Points with a coordinate that is NaN or infinite. They are kept, so that labels by index stay right. */
  readonly nonFiniteCount: number;
  /** What is odd, though readable, in words for a user. */
  readonly warnings: readonly string[];
}

export interface PointCloudOptions {
  /** Named in errors. */
  readonly fileName?: string | undefined;
  /**
   * Subtracted from all positions, which then are 32-bit floats: a point; or `"auto"`, the first finite point in whole units when it
   * lies more than 10,000 from zero (UTM), since 32 bits resolve a millimetre up to there. `"keep"` (default) changes nothing.
   */
  readonly origin?: "keep" | "auto" | readonly [x: number, y: number, z: number] | undefined;
  /** `"skip"` leaves `extra` empty and saves its memory. `"keep"` is the default. */
  readonly extra?: "keep" | "skip" | undefined;
}

/**
 * Colors in 0–255. Files that hold 8-bit colors in 16-bit fields (no value above 255) are recognized.
 *
 * @example rgbToBytes(Uint16Array.of(65535, 0, 32896)) // Uint8Array [255, 0, 128]
 */
export function rgbToBytes(rgb: Uint8Array | Uint16Array): Uint8Array {
  if (rgb instanceof Uint8Array) return rgb;
  const shift = rgb.some((value) => value > 255) ? 8 : 0;
  const bytes = new Uint8Array(rgb.length);
  for (let i = 0; i < rgb.length; i++) bytes[i] = (rgb[i] ?? 0) >> shift;
  return bytes;
}
