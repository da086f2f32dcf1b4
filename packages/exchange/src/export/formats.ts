/** What the field's tools read. */
export const STANDARD_FORMATS = [
  "coco",
  "ultralytics",
  "voc",
  "cvat",
  "cvat-video",
  "mot",
  "label-studio",
  "datumaro",
  "kitti",
  "kitti-tracking",
  "nuscenes",
  "openlabel",
  "csv",
  "jsonl",
] as const;

/** As the Python package `segments-ai` writes them: the same names and content. */
export const SEGMENTS_FORMATS = [
  "coco-instance",
  "coco-panoptic",
  "yolo",
  "instance",
  "instance-color",
  "semantic",
  "semantic-color",
  "polygon",
] as const;

/** The formats that a release can be exported to. */
export const EXPORT_FORMATS = [...STANDARD_FORMATS, ...SEGMENTS_FORMATS] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Formats of images that can put the samples of a split apart. */
export const FORMATS_WITH_SPLITS: readonly ExportFormat[] = ["coco", "ultralytics", "voc", "datumaro"];

/** Formats that can hold copies of the images, or of the clouds. */
export const FORMATS_WITH_MEDIA: readonly ExportFormat[] = [...FORMATS_WITH_SPLITS, "nuscenes", "mot"];

/** Formats that can leave out the objects of some categories. */
export const FORMATS_WITH_CATEGORIES: readonly ExportFormat[] = [
  ...FORMATS_WITH_SPLITS,
  "label-studio",
  "cvat-video",
  "mot",
  "kitti-tracking",
];
