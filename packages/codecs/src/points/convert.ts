import { type LazOptions, readLaz } from "./laz-read.js";
import { readPcd } from "./pcd-read.js";
import { type PcdWriteOptions, writePcd } from "./pcd-write.js";
import { readPly } from "./ply-read.js";
import { type Sampling, samplePoints } from "./sample-points.js";

type ConvertOptions = PcdWriteOptions & { readonly fileName?: string | undefined };

/**
 * A PLY file as PCD: positions, colors, intensity and the other properties of its vertices.
 *
 * @throws CodecError as {@link readPly}.
 * @example plyToPcd(bytes, { data: "binary_compressed" })
 */
export function plyToPcd(bytes: Uint8Array, options: ConvertOptions = {}): Uint8Array {
  return writePcd(readPly(bytes, { fileName: options.fileName, extra: options.extra }), options);
}

/**
 * A LAS, LAZ or COPC file as PCD, positions in doubles unless told otherwise.
 *
 * @throws CodecError as {@link readLaz}.
 * @example await lasToPcd(bytes, { data: "binary_compressed", positions: "float32" })
 */
export async function lasToPcd(
  bytes: Uint8Array,
  options: ConvertOptions & Pick<LazOptions, "lazWasm"> = {},
): Promise<Uint8Array> {
  const { fileName, extra, lazWasm } = options;
  return writePcd(await readLaz(bytes, { fileName, extra, lazWasm }), options);
}

/**
 * A smaller PCD of a PCD; by default every n-th point so that at least 500,000 remain, as `sample_pcd` of the Python package does.
 *
 * @throws CodecError as {@link readPcd} and {@link samplePoints}.
 * @example samplePcd(bytes, { voxelSize: 0.05 }, { data: "binary_compressed" })
 */
export function samplePcd(
  bytes: Uint8Array,
  sampling: Sampling = { points: 500_000 },
  options: ConvertOptions = {},
): Uint8Array {
  const cloud = readPcd(bytes, { fileName: options.fileName, extra: options.extra });
  return writePcd(samplePoints(cloud, sampling), { data: "binary_compressed", ...options });
}
