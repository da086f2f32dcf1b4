import { latin1 } from "../bytes.js";
import { CodecError, quoteText } from "../codec-error.js";
import { detectPointCloudFormat } from "./detect-format.js";
import { readKitti, readNuscenes, readSplat } from "./fixed-read.js";
import { readLas } from "./las-read.js";
import { type LazOptions, readLaz } from "./laz-read.js";
import { readPcd } from "./pcd-read.js";
import { readPly } from "./ply-read.js";
import type { PointCloud } from "./point-cloud.js";

export interface ReadPointCloudOptions extends LazOptions {
  /** The sample's `pcd.type`; the file's own first bytes win over it. */
  readonly type?: string | undefined;
}

/**
 * Reads a point cloud of any layout that is known.
 *
 * @throws CodecError when the layout is unknown, or the file is truncated, damaged or lying.
 * @example await readPointCloud(bytes, { type: sample.attributes.pcd.type, fileName: "000123.bin", origin: "auto" })
 */
export async function readPointCloud(bytes: Uint8Array, options: ReadPointCloudOptions = {}): Promise<PointCloud> {
  const format = detectPointCloudFormat(bytes, options);
  switch (format) {
    case "pcd":
      return readPcd(bytes, options);
    case "ply":
      return readPly(bytes, options);
    case "las":
      return readLas(bytes, options);
    case "laz":
      return readLaz(bytes, options);
    case "kitti":
      return readKitti(bytes, options);
    case "nuscenes":
      return readNuscenes(bytes, options);
    case "splat":
      return readSplat(bytes, options);
    case undefined: {
      const opening = quoteText(latin1(bytes, 0, Math.min(bytes.length, 20)));
      const fault = bytes.length === 0 ? "the file is empty (0 bytes)" : `unknown layout; it begins with ${opening}`;
      throw new CodecError("point cloud", fault, { fileName: options.fileName });
    }
  }
}
