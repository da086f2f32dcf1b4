import { grouped, viewOf } from "../bytes.js";
import { CodecError, namingFile } from "../codec-error.js";
import { assembleCloud, finishCloud } from "./assemble.js";
import { columnField } from "./fields.js";
import { gather } from "./gather.js";
import type { PointCloud, PointCloudOptions } from "./point-cloud.js";
import type { ScalarType } from "./scalar-type.js";

/**
 * Reads a KITTI velodyne scan: float32 x, y, z, intensity of each point, without a header.
 *
 * @throws CodecError when the length is not a multiple of 16, or 0.
 * @example readKitti(bytes).attributes.intensity
 */
export function readKitti(bytes: Uint8Array, options: PointCloudOptions = {}): PointCloud {
  return readFloats(bytes, "kitti", "KITTI .bin", ["x", "y", "z", "intensity"], options);
}

/**
 * Reads a nuScenes lidar scan: float32 x, y, z, intensity, ring of each point, without a header.
 *
 * @throws CodecError when the length is not a multiple of 20, or 0.
 * @example readNuscenes(bytes).attributes.ring
 */
export function readNuscenes(bytes: Uint8Array, options: PointCloudOptions = {}): PointCloud {
  return readFloats(bytes, "nuscenes", "nuScenes .pcd.bin", ["x", "y", "z", "intensity", "ring"], options);
}

function readFloats(
  bytes: Uint8Array,
  format: "kitti" | "nuscenes",
  formatName: string,
  names: readonly string[],
  options: PointCloudOptions,
): PointCloud {
  return namingFile(options.fileName, () => {
    const stride = names.length * 4;
    const count = recordCount(bytes, stride, formatName);
    const view = viewOf(bytes);
    const fields = names.map((name, index) => {
      const field = { name, type: "float32" as const, componentCount: 1 };
      return columnField(field, count, () => ({
        view,
        type: "float32",
        isLittleEndian: true,
        start: index * 4,
        stride,
        count,
      }));
    });
    return assembleCloud({ format, formatName, count, fields, warnings: [] }, options);
  });
}

/**
 * Reads a `.splat` file: 32 bytes a gaussian (float32 position and scale, RGBA, rotation in four bytes), without a header.
 * `extra` holds `scale` (3 floats), `alpha`, and `rotation` (w, x, y, z as 128 + 128 · component).
 *
 * @throws CodecError when the length is not a multiple of 32, or 0.
 * @example readSplat(bytes).attributes.rgb
 */
export function readSplat(bytes: Uint8Array, options: PointCloudOptions = {}): PointCloud {
  return namingFile(options.fileName, () => {
    const stride = 32;
    const count = recordCount(bytes, stride, ".splat");
    const view = viewOf(bytes);
    const read = <T extends Float32Array | Uint8Array>(
      values: T,
      type: ScalarType,
      start: number,
      bytesEach: number,
    ): T => {
      const components = values.length / count;
      for (let component = 0; component < components; component++) {
        const column = { view, type, isLittleEndian: true, start: start + component * bytesEach, stride, count };
        gather(column, values, component, components);
      }
      return values;
    };
    const extra = new Map();
    if (options.extra !== "skip") {
      extra.set("scale", { values: read(new Float32Array(count * 3), "float32", 12, 4), componentCount: 3 });
      extra.set("alpha", { values: read(new Uint8Array(count), "uint8", 27, 1), componentCount: 1 });
      extra.set("rotation", { values: read(new Uint8Array(count * 4), "uint8", 28, 1), componentCount: 4 });
    }
    const positions = read(new Float32Array(count * 3), "float32", 0, 4);
    const attributes = { rgb: read(new Uint8Array(count * 3), "uint8", 24, 1) };
    return finishCloud({ format: "splat", count, positions, attributes, extra, warnings: [] }, options);
  });
}

function recordCount(bytes: Uint8Array, stride: number, formatName: string): number {
  if (bytes.length === 0) throw new CodecError(formatName, "the file is empty (0 bytes)");
  if (bytes.length % stride !== 0) {
    throw new CodecError(
      formatName,
      `its ${grouped(bytes.length)} bytes are not whole points of ${stride}: truncated, or another format`,
    );
  }
  return bytes.length / stride;
}
