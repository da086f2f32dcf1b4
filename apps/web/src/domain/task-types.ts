import type { TaskType } from "@tessera/schema";

export interface TaskTypeInWords {
  readonly name: string;
  /** What labelers do, in a short sentence. */
  readonly does: string;
  readonly data: TaskData;
}

export type TaskData = "Images" | "Image sequences" | "Point clouds" | "Several sensors" | "Text";

/** Groups in the order in which they are offered. */
export const TASK_DATA = [
  "Images",
  "Image sequences",
  "Point clouds",
  "Several sensors",
  "Text",
] as const satisfies TaskData[];

/** Every task type as people call it. */
export const TASK_WORDS: Readonly<Record<TaskType, TaskTypeInWords>> = {
  bboxes: { name: "Bounding boxes", does: "Draw a box around each object.", data: "Images" },
  vector: { name: "Vector shapes", does: "Boxes, polygons, polylines and points, side by side.", data: "Images" },
  keypoints: { name: "Keypoints", does: "Set a point on each landmark.", data: "Images" },
  "segmentation-bitmap": { name: "Segmentation", does: "Paint each object pixel by pixel.", data: "Images" },
  "segmentation-bitmap-highres": {
    name: "Segmentation, high resolution",
    does: "The same for images of up to 8,000 × 8,000 pixels.",
    data: "Images",
  },
  "image-vector-sequence": {
    name: "Vector shapes over time",
    does: "Track shapes from frame to frame between keyframes.",
    data: "Image sequences",
  },
  "image-segmentation-sequence": {
    name: "Segmentation over time",
    does: "Paint objects that keep their identity over frames.",
    data: "Image sequences",
  },
  "pointcloud-cuboid": { name: "Cuboids", does: "Fit a 3D box to each object of a scan.", data: "Point clouds" },
  "pointcloud-cuboid-sequence": {
    name: "Cuboids over time",
    does: "Track 3D boxes through a sequence of scans.",
    data: "Point clouds",
  },
  "pointcloud-segmentation": {
    name: "Point segmentation",
    does: "Give each point of a scan its object.",
    data: "Point clouds",
  },
  "pointcloud-segmentation-sequence": {
    name: "Point segmentation over time",
    does: "The same through a sequence of scans.",
    data: "Point clouds",
  },
  "pointcloud-vector": {
    name: "3D vector shapes",
    does: "Draw lanes, areas and points in space.",
    data: "Point clouds",
  },
  "pointcloud-vector-sequence": {
    name: "3D vector shapes over time",
    does: "The same through a sequence of scans.",
    data: "Point clouds",
  },
  "multisensor-sequence": {
    name: "Multi-sensor",
    does: "Label cameras and lidar of one recording together.",
    data: "Several sensors",
  },
  "text-named-entities": { name: "Named entities", does: "Mark names and terms that do not overlap.", data: "Text" },
  "text-span-categorization": {
    name: "Text spans",
    does: "Mark passages that may overlap.",
    data: "Text",
  },
};

/** The task types that can be labeled in the browser now; the others are filled and read through the API. */
const WITH_EDITOR: ReadonlySet<TaskType> = new Set<TaskType>([
  "bboxes",
  "vector",
  "keypoints",
  "image-vector-sequence",
]);

export function hasEditor(taskType: TaskType): boolean {
  return WITH_EDITOR.has(taskType);
}

/** The task types whose labels are shapes in one image, cheap to draw on a thumbnail. */
export function hasImageShapes(taskType: TaskType): boolean {
  return taskType === "bboxes" || taskType === "vector" || taskType === "keypoints";
}
