import type { ReleaseReader } from "../release/open-release.js";
import { exportCoco } from "./coco.js";
import { exportCocoInstance } from "./coco-instance.js";
import { exportCocoPanoptic } from "./coco-panoptic.js";
import { exportCsv } from "./csv.js";
import { exportCvat } from "./cvat.js";
import { exportCvatVideo } from "./cvat-video.js";
import { exportDatumaro } from "./datumaro.js";
import { ExportError } from "./export-options.js";
import type { ExportReport } from "./export-report.js";
import type { ExportFormat } from "./formats.js";
import { exportJsonl } from "./jsonl.js";
import { exportKitti } from "./kitti.js";
import { exportKittiTracking } from "./kitti-tracking.js";
import { exportLabelImages, type LabelImageOptions } from "./label-images.js";
import { exportLabelStudio } from "./label-studio.js";
import { exportMot } from "./mot.js";
import { exportNuscenes } from "./nuscenes.js";
import { exportOpenlabel } from "./openlabel.js";
import { exportPolygon } from "./polygon.js";
import { checkSplitRule } from "./splits.js";
import { exportUltralytics, type UltralyticsOptions } from "./ultralytics.js";
import { exportVoc, type VocOptions } from "./voc.js";
import { exportYolo, type YoloOptions } from "./yolo.js";

export interface ExportReleaseOptions
  extends YoloOptions,
    UltralyticsOptions,
    VocOptions,
    Omit<LabelImageOptions, "format"> {
  readonly format: ExportFormat;
}

/**
 * Exports a release, sample by sample: memory does not grow with it.
 *
 * @throws ExportError when the release's task type does not fit the format, or when it has no category of a name asked for; ReleaseError when the release file is damaged.
 * @example
 * const release = await openReleaseFile("flowers-v1.0.json", { filterBy: ["LABELED", "REVIEWED"] });
 * const report = await exportRelease(release, { format: "coco-instance", sink: directorySink("out"), assets: fetchAssets() });
 */
export async function exportRelease(release: ReleaseReader, options: ExportReleaseOptions): Promise<ExportReport> {
  const { format } = options;
  checkCategories(release, options.categories);
  if (options.splits !== undefined) checkSplitRule(options.splits);
  switch (format) {
    case "coco":
      return exportCoco(release, options);
    case "ultralytics":
      return exportUltralytics(release, options);
    case "coco-instance":
      return exportCocoInstance(release, options);
    case "coco-panoptic":
      return exportCocoPanoptic(release, options);
    case "yolo":
      return exportYolo(release, options);
    case "polygon":
      return exportPolygon(release, options);
    case "voc":
      return exportVoc(release, options);
    case "datumaro":
      return exportDatumaro(release, options);
    case "cvat":
      return exportCvat(release, options);
    case "cvat-video":
      return exportCvatVideo(release, options);
    case "mot":
      return exportMot(release, options);
    case "label-studio":
      return exportLabelStudio(release, options);
    case "kitti":
      return exportKitti(release, options);
    case "kitti-tracking":
      return exportKittiTracking(release, options);
    case "nuscenes":
      return exportNuscenes(release, options);
    case "openlabel":
      return exportOpenlabel(release, options);
    case "csv":
      return exportCsv(release, options);
    case "jsonl":
      return exportJsonl(release, options);
    default:
      return exportLabelImages(release, { ...options, format });
  }
}

function checkCategories({ categories }: ReleaseReader, wanted: readonly string[] = []): void {
  const known = new Set(categories.map(({ name }) => name));
  const missing = wanted.filter((name) => !known.has(name));
  if (missing.length === 0) return;
  const one = `The release has no ${missing.length === 1 ? "category" : "categories"} ${missing.join(", ")}`;
  throw new ExportError(known.size === 0 ? `${one}: it has none at all` : `${one}. It has: ${[...known].join(", ")}`);
}
