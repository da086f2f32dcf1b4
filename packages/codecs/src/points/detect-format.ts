import { latin1, startsWith } from "../bytes.js";
import type { PointCloudFormat } from "./point-cloud.js";

/** `pcd.type` of a sample. */
export type PcdType = "pcd" | "ply" | "las" | "splat" | "binary-xyzi" | "kitti" | "binary-xyzir" | "nuscenes";

const BY_TYPE: ReadonlyMap<string, PointCloudFormat> = new Map([
  ["pcd", "pcd"],
  ["ply", "ply"],
  ["las", "las"],
  ["laz", "laz"],
  ["copc", "laz"],
  ["splat", "splat"],
  ["binary-xyzi", "kitti"],
  ["kitti", "kitti"],
  ["binary-xyzir", "nuscenes"],
  ["nuscenes", "nuscenes"],
]);

const BY_EXTENSION: readonly (readonly [string, PointCloudFormat])[] = [
  [".pcd.bin", "nuscenes"],
  [".bin", "kitti"],
  [".splat", "splat"],
  [".pcd", "pcd"],
  [".ply", "ply"],
  [".las", "las"],
  [".laz", "laz"],
];

/**
 * The layout of a point cloud file: by its first bytes where the layout has any of its own, else by the sample's `pcd.type`, else by
 * the file's name; `undefined` when nothing tells. The bytes win, since a wrong type must not make noise out of a good file.
 *
 * @example detectPointCloudFormat(bytes, { type: "pcd" })
 */
export function detectPointCloudFormat(
  bytes: Uint8Array,
  hints: { readonly type?: string | undefined; readonly fileName?: string | undefined } = {},
): PointCloudFormat | undefined {
  const byType = BY_TYPE.get(hints.type ?? "");
  const name = hints.fileName?.toLowerCase().replace(/[?#].*$/, "");
  const byName = BY_EXTENSION.find(([extension]) => name?.endsWith(extension))?.[1];
  return byMagic(bytes) ?? byType ?? byName;
}

function byMagic(bytes: Uint8Array): PointCloudFormat | undefined {
  if (startsWith(bytes, "LASF")) return ((bytes[104] ?? 0) & 0xc0) !== 0 ? "laz" : "las";
  if (startsWith(bytes, "ply\n") || startsWith(bytes, "ply\r") || startsWith(bytes, "ply ")) return "ply";
  const opening = latin1(bytes, 0, Math.min(bytes.length, 200));
  return /^\s*(?:#[^\n]*\bPCD\b|VERSION\s+0?\.7|FIELDS\s)/i.test(opening) ? "pcd" : undefined;
}
