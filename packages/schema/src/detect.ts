import { isJsonObject, type JsonObject, listOf } from "@tessera/json";
import type { LabelType, SampleType } from "./task-types.js";

type FrameLabelType =
  | "image-segmentation"
  | "image-vector"
  | "pointcloud-cuboid"
  | "pointcloud-segmentation"
  | "pointcloud-vector";

function detectFrame(frame: JsonObject): FrameLabelType | "text" | undefined {
  if (Array.isArray(frame.point_annotations)) return "pointcloud-segmentation";
  if (isJsonObject(frame.segmentation_bitmap)) return "image-segmentation";
  const annotation = listOf(frame.annotations)[0];
  if (!isJsonObject(annotation)) return undefined;
  if (typeof annotation.start === "number" && typeof annotation.end === "number") return "text";
  if (isJsonObject(annotation.position)) return "pointcloud-cuboid";
  const point = listOf(listOf(annotation.points)[0]);
  if (point.length === 0) return undefined;
  return point.length === 3 ? "pointcloud-vector" : "image-vector";
}

/**
 * What label attributes look like, judged by their first annotation; `undefined` when nothing tells (an empty label).
 * A guess for messages, no validation.
 *
 * @example detectLabelType({ annotations: [], point_annotations: [0, 0] }) // "pointcloud-segmentation"
 */
export function detectLabelType(value: unknown): LabelType | undefined {
  if (!isJsonObject(value)) return undefined;
  if (Array.isArray(value.sensors)) return "multisensor-sequence";
  if (Array.isArray(value.annotations) || !Array.isArray(value.frames)) return detectFrame(value);
  for (const frame of value.frames) {
    const type = isJsonObject(frame) ? detectFrame(frame) : undefined;
    if (type !== undefined) return type === "text" ? type : `${type}-sequence`;
  }
  return undefined;
}

function detectSingleSample(value: JsonObject): "pointcloud" | "image" | undefined {
  if (isJsonObject(value.pcd)) return "pointcloud";
  return isJsonObject(value.image) ? "image" : undefined;
}

/**
 * What sample attributes look like; `undefined` when nothing tells. A guess for messages, no validation.
 *
 * @example detectSampleType({ image: { url: "https://example.com/daisy.jpg" } }) // "image"
 */
export function detectSampleType(value: unknown): SampleType | undefined {
  if (!isJsonObject(value)) return undefined;
  if (Array.isArray(value.sensors)) return "multisensor-sequence";
  if (Array.isArray(value.frames)) {
    const frame = value.frames.find(isJsonObject);
    const type = frame && detectSingleSample(frame);
    return type && `${type}-sequence`;
  }
  return detectSingleSample(value) ?? (typeof value.text === "string" ? "text" : undefined);
}

const TYPE_NAMES: Readonly<Record<LabelType | SampleType, string>> = {
  image: "image",
  "image-sequence": "image sequence",
  pointcloud: "point cloud",
  "pointcloud-sequence": "point cloud sequence",
  "image-segmentation": "image segmentation",
  "image-segmentation-sequence": "image segmentation sequence",
  "image-vector": "image vector",
  "image-vector-sequence": "image vector sequence",
  "pointcloud-cuboid": "point cloud cuboid",
  "pointcloud-cuboid-sequence": "point cloud cuboid sequence",
  "pointcloud-segmentation": "point cloud segmentation",
  "pointcloud-segmentation-sequence": "point cloud segmentation sequence",
  "pointcloud-vector": "point cloud vector",
  "pointcloud-vector-sequence": "point cloud vector sequence",
  "multisensor-sequence": "multi-sensor",
  text: "text",
};

/** The sentence for attributes of a known other type. */
export function mismatchMessage<T extends LabelType | SampleType>(
  detected: T,
  expected: T,
  noun: "label" | "sample",
): string {
  return `These look like ${TYPE_NAMES[detected]} attributes; this dataset takes ${TYPE_NAMES[expected]} ${noun}s.`;
}
