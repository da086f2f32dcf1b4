import type { ReleaseReader } from "../release/open-release.js";
import { exportCocoInstance } from "./coco-instance.js";
import { exportCocoPanoptic } from "./coco-panoptic.js";
import { exportCsv } from "./csv.js";
import { exportCvat } from "./cvat.js";
import type { ExportReport } from "./export-report.js";
import { exportKitti } from "./kitti.js";
import { exportLabelImages, type LabelImageOptions } from "./label-images.js";
import { exportLabelStudio } from "./label-studio.js";
import { exportNuscenes } from "./nuscenes.js";
import { exportPascalVoc } from "./pascal-voc.js";
import { exportPolygon } from "./polygon.js";
import { exportYolo, type YoloOptions } from "./yolo.js";

/** The formats that a release can be exported to. */
export const EXPORT_FORMATS = [
  "coco-instance",
  "coco-panoptic",
  "yolo",
  "instance",
  "instance-color",
  "semantic",
  "semantic-color",
  "polygon",
  "pascal-voc",
  "cvat",
  "label-studio",
  "kitti",
  "nuscenes",
  "csv",
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportReleaseOptions extends YoloOptions, Omit<LabelImageOptions, "format"> {
  readonly format: ExportFormat;
}

/**
 * Exports a release, sample by sample: memory does not grow with it.
 *
 * @throws ExportError when the release's task type does not fit the format; ReleaseError when the release file is damaged.
 * @example
 * const release = await openReleaseFile("flowers-v1.0.json", { filterBy: ["LABELED", "REVIEWED"] });
 * const report = await exportRelease(release, { format: "coco-instance", sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportRelease(release: ReleaseReader, options: ExportReleaseOptions): Promise<ExportReport> {
  const { format } = options;
  switch (format) {
    case "coco-instance":
      return exportCocoInstance(release, options);
    case "coco-panoptic":
      return exportCocoPanoptic(release, options);
    case "yolo":
      return exportYolo(release, options);
    case "polygon":
      return exportPolygon(release, options);
    case "pascal-voc":
      return exportPascalVoc(release, options);
    case "cvat":
      return exportCvat(release, options);
    case "label-studio":
      return exportLabelStudio(release, options);
    case "kitti":
      return exportKitti(release, options);
    case "nuscenes":
      return exportNuscenes(release, options);
    case "csv":
      return exportCsv(release, options);
    default:
      return exportLabelImages(release, { ...options, format });
  }
}
