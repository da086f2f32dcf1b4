import type { TaskType } from "@tessera/sdk";

/** What a dataset's samples are made of. */
export type SampleKind = "image" | "image-sequence" | "pointcloud" | "pointcloud-sequence" | "text" | "multisensor";

export function sampleKindOf(taskType: TaskType): SampleKind {
  if (taskType.startsWith("text-")) return "text";
  if (taskType === "multisensor-sequence") return "multisensor";
  if (taskType.startsWith("pointcloud-")) return taskType.endsWith("-sequence") ? "pointcloud-sequence" : "pointcloud";
  return taskType.endsWith("-sequence") ? "image-sequence" : "image";
}

const IMAGES = /\.(?:jpe?g|png|bmp|webp|avif|tiff?|gif)$/i;

export const CLOUD_TYPES = ["pcd", "ply", "las", "splat", "binary-xyzi", "binary-xyzir"] as const;
export type CloudType = (typeof CLOUD_TYPES)[number];

/** How a point cloud is written, by its name; the longest ending counts. */
const CLOUDS: readonly (readonly [ending: RegExp, type: CloudType])[] = [
  [/\.pcd\.bin$/i, "binary-xyzir"],
  [/\.pcd$/i, "pcd"],
  [/\.ply$/i, "ply"],
  [/\.la[sz]$/i, "las"],
  [/\.splat$/i, "splat"],
  [/\.bin$/i, "binary-xyzi"],
];

export function isImage(name: string): boolean {
  return IMAGES.test(name);
}

export function cloudTypeOf(name: string): CloudType | undefined {
  return CLOUDS.find(([ending]) => ending.test(name))?.[1];
}

export function isText(name: string): boolean {
  return /\.txt$/i.test(name);
}

/** Whether a file can be part of such a sample. */
export function fits(kind: SampleKind, name: string): boolean {
  if (kind === "text") return isText(name);
  return kind.startsWith("pointcloud") ? cloudTypeOf(name) !== undefined : isImage(name);
}

export function isSequence(kind: SampleKind): boolean {
  return kind === "image-sequence" || kind === "pointcloud-sequence";
}
