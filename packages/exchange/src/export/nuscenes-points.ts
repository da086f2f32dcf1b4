import { encodePng, readPointCloud } from "@tessera/codecs";
import { at, listAt } from "@tessera/json";
import type { ExportOptions } from "./export-options.js";
import { readObject } from "./labels.js";

/** Numbers of a point in nuScenes: x, y, z, intensity, ring. */
const FLOATS = 5;

/** A cloud of any layout as nuScenes has it: five 32-bit floats a point. Rejects when it cannot be loaded or read. */
export async function loadNuscenesCloud(
  frame: unknown,
  { assets, signal }: Pick<ExportOptions, "assets" | "signal">,
): Promise<Uint8Array> {
  const url = at(frame, "pcd", "url");
  if (typeof url !== "string" || url === "") throw new Error("the frame has no cloud");
  const type = at(frame, "pcd", "type");
  const bytes = await assets(url, { signal });
  const cloud = await readPointCloud(bytes, { type: typeof type === "string" ? type : undefined, extra: "skip" });
  const { intensity, ring } = cloud.attributes;
  const points = new DataView(new ArrayBuffer(cloud.count * FLOATS * 4));
  for (let point = 0; point < cloud.count; point++) {
    const values = [0, 1, 2].map((axis) => Number(cloud.positions[3 * point + axis]) + Number(cloud.origin[axis]));
    values.push(Number(intensity?.[point] ?? 0), Number(ring?.[point] ?? 0));
    for (const [place, value] of values.entries()) points.setFloat32((point * FLOATS + place) * 4, value, true);
  }
  return new Uint8Array(points.buffer);
}

/** The largest number of a category: a point's label is one byte, and 0 is unlabeled. */
const MAX_INDEX = 255;

/** A byte a point: the category's place from 1, 0 where there is none. What does not fit goes to `skip`. */
export function lidarsegLabels(
  label: unknown,
  indices: ReadonlyMap<number, number>,
  skip: (objectId: number | undefined, reason: string) => void,
): { readonly labels: Uint8Array; readonly objects: number } | undefined {
  const points = listAt(label, "point_annotations");
  if (points === undefined) return undefined;
  const byObject = new Map<unknown, number>();
  for (const [place, value] of (listAt(label, "annotations") ?? []).entries()) {
    const object = readObject(value);
    if (typeof object === "string") {
      skip(undefined, `annotation ${place}: ${object}`);
      continue;
    }
    const index = indices.get(object.categoryId);
    if (index === undefined) skip(object.id, `the dataset has no category ${object.categoryId}`);
    else if (index > MAX_INDEX) skip(object.id, "nuScenes has 255 categories of points");
    else byObject.set(object.id, index);
  }
  return { labels: Uint8Array.from(points, (id) => byObject.get(id) ?? 0), objects: byObject.size };
}

/** nuScenes loads no release without a map: an empty one. */
export function emptyMap(): Uint8Array {
  return encodePng({ widthPx: 1, heightPx: 1, channels: 1, data: new Uint8Array(1) });
}
