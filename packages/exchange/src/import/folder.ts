import type { ImportedSample, ImportResult, SkippedImport } from "./imported.js";

export interface ImportFolderOptions {
  /** What the folder holds; images unless told. */
  readonly of?: "images" | "clouds" | undefined;
}

const IMAGES = /\.(?:jpe?g|png|bmp|webp|avif|tiff?|gif)$/i;
const CLOUDS = /\.(?:pcd|ply|las|laz|splat|bin)$/i;

/**
 * Imports a folder of images or point clouds without labels, from the names of its files: a sample a file, under its path. Files of
 * other kinds are skipped and listed; hidden ones are passed over.
 *
 * @example importFolder(["a.jpg", "sub/b.png", "notes.txt"]).samples.map(({ name }) => name) // [ "a.jpg", "sub/b.png" ]
 */
export function importFolder(names: Iterable<string>, options: ImportFolderOptions = {}): ImportResult {
  const isCloud = options.of === "clouds";
  const wanted = isCloud ? CLOUDS : IMAGES;
  const samples: ImportedSample[] = [];
  const skipped: SkippedImport[] = [];
  for (const name of names) {
    if (/(?:^|\/)\./.test(name)) continue;
    if (wanted.test(name)) samples.push({ name, size: undefined, annotations: [] });
    else skipped.push({ place: name, reason: `it is no ${isCloud ? "point cloud" : "image"}` });
  }
  return { taskType: isCloud ? "pointcloud-cuboid" : "vector", categories: [], samples, skipped };
}
