import { type ExportFormat, SEGMENTS_FORMATS, type UltralyticsTask } from "@tessera/exchange";
import type { TaskType } from "@tessera/schema";

interface FormatInWords {
  readonly format: ExportFormat;
  readonly name: string;
  readonly words: string;
  readonly taskTypes: readonly TaskType[] | "all";
}

const SEGMENTATION = ["segmentation-bitmap", "segmentation-bitmap-highres"] as const;
const SHAPES = ["vector", "bboxes", "keypoints"] as const;
const IMAGES = [...SEGMENTATION, ...SHAPES, "image-vector-sequence", "image-segmentation-sequence"] as const;

const AS_SEGMENTS: ReadonlySet<ExportFormat> = new Set(SEGMENTS_FORMATS);

/** As docs/exchange.md has them. */
const FORMATS: readonly FormatInWords[] = [
  {
    format: "coco",
    name: "COCO",
    words: "One JSON file with boxes, polygons, masks and keypoints",
    taskTypes: IMAGES,
  },
  {
    format: "ultralytics",
    name: "Ultralytics YOLO",
    words: "A text file for each image, and data.yaml",
    taskTypes: IMAGES,
  },
  {
    format: "coco-instance",
    name: "COCO instances",
    words: "One JSON file with boxes, polygons or masks",
    taskTypes: [...SEGMENTATION, ...SHAPES],
  },
  {
    format: "coco-panoptic",
    name: "COCO panoptic",
    words: "A JSON file and a PNG for each image",
    taskTypes: SEGMENTATION,
  },
  {
    format: "yolo",
    name: "YOLO",
    words: "A text file with boxes for each image",
    taskTypes: ["vector", "bboxes", "image-vector-sequence"],
  },
  {
    format: "voc",
    name: "Pascal VOC",
    words: "An XML file with boxes for each image, and PNGs of masks",
    taskTypes: IMAGES,
  },
  { format: "datumaro", name: "Datumaro", words: "One JSON file with shapes, masks and attributes", taskTypes: IMAGES },
  {
    format: "cvat",
    name: "CVAT for images 1.1",
    words: "One XML file with all shapes or masks",
    taskTypes: [...SEGMENTATION, ...SHAPES],
  },
  {
    format: "cvat-video",
    name: "CVAT for video 1.1",
    words: "An XML file with the tracks of each sequence",
    taskTypes: ["image-vector-sequence"],
  },
  {
    format: "mot",
    name: "MOT Challenge",
    words: "Boxes of tracks, a folder for each sequence",
    taskTypes: ["image-vector-sequence"],
  },
  {
    format: "label-studio",
    name: "Label Studio",
    words: "One JSON file of tasks and its labeling configuration",
    taskTypes: IMAGES,
  },
  { format: "semantic", name: "Semantic PNGs", words: "Category ids as gray values", taskTypes: SEGMENTATION },
  {
    format: "semantic-color",
    name: "Semantic PNGs, colored",
    words: "Categories in their colors",
    taskTypes: SEGMENTATION,
  },
  { format: "instance", name: "Instance PNGs", words: "Object ids as 16-bit gray values", taskTypes: SEGMENTATION },
  {
    format: "instance-color",
    name: "Instance PNGs, colored",
    words: "Objects in different colors",
    taskTypes: SEGMENTATION,
  },
  { format: "polygon", name: "Polygons", words: "One JSON file with the outlines of objects", taskTypes: SEGMENTATION },
  {
    format: "kitti",
    name: "KITTI",
    words: "A text file with 3D boxes for each scan",
    taskTypes: ["pointcloud-cuboid"],
  },
  {
    format: "kitti-tracking",
    name: "KITTI tracking",
    words: "A text file with the boxes of each sequence",
    taskTypes: ["image-vector-sequence"],
  },
  {
    format: "nuscenes",
    name: "nuScenes",
    words: "JSON tables of scenes, samples and 3D boxes, or labels of points",
    taskTypes: [
      "pointcloud-cuboid",
      "pointcloud-cuboid-sequence",
      "pointcloud-segmentation",
      "pointcloud-segmentation-sequence",
    ],
  },
  {
    format: "openlabel",
    name: "ASAM OpenLABEL",
    words: "A JSON file for each sample, with shapes, tracks and poses",
    taskTypes: [
      ...SHAPES,
      "image-vector-sequence",
      "pointcloud-cuboid",
      "pointcloud-cuboid-sequence",
      "pointcloud-vector",
      "pointcloud-vector-sequence",
      "multisensor-sequence",
    ],
  },
  { format: "csv", name: "CSV", words: "A table with a row for each object", taskTypes: "all" },
  {
    format: "jsonl",
    name: "JSON Lines",
    words: "Each sample with its labels on a line, without loss",
    taskTypes: "all",
  },
];

/** The formats that a release of this task type can be exported to. */
export function formatsFor(taskType: TaskType): readonly FormatInWords[] {
  return FORMATS.filter(({ taskTypes }) => taskTypes === "all" || taskTypes.includes(taskType));
}

/** The same in the two families that the menu shows apart, standard formats first. */
export function familiesFor(taskType: TaskType): readonly FormatFamily[] {
  const formats = formatsFor(taskType);
  return [
    { title: "Standard formats", formats: formats.filter(({ format }) => !AS_SEGMENTS.has(format)) },
    { title: "As segments-ai writes it", formats: formats.filter(({ format }) => AS_SEGMENTS.has(format)) },
  ].filter((family) => family.formats.length > 0);
}

interface FormatFamily {
  readonly title: string;
  readonly formats: readonly FormatInWords[];
}

/** What a model can learn from the labels of a task type. */
export function ultralyticsTasks(taskType: TaskType): readonly UltralyticsTask[] {
  if (taskType.includes("segmentation")) return ["segment", "detect"];
  if (taskType === "keypoints") return ["pose", "segment", "detect", "obb"];
  return taskType === "bboxes" ? ["detect", "segment", "obb"] : ["segment", "detect", "pose", "obb"];
}

export function formatName(format: ExportFormat): string {
  return FORMATS.find((candidate) => candidate.format === format)?.name ?? format;
}
