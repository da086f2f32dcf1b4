import type { SourceFile } from "../files/source-file.js";
import { cloudTypeOf, isImage } from "../upload/media.js";
import type { Note } from "./merge-imports.js";
import type { ImportFormat } from "./read-parts.js";

/** The files of an import by what becomes of them. */
export interface SortedFiles {
  /** Annotations, pictures and clouds. */
  readonly files: readonly SourceFile[];
  /** Labels that are not read. */
  readonly skipped: readonly Note[];
  /** What stands beside a dataset, such as a README or a video. */
  readonly unused: readonly Note[];
}

const ANNOTATIONS: Readonly<Record<ImportFormat, RegExp>> = {
  coco: /\.json$/i,
  "label-studio": /\.json$/i,
  datumaro: /\.json$/i,
  cvat: /\.xml$/i,
  voc: /\.xml$/i,
  yolo: /\.(?:txt|ya?ml|names)$/i,
  kitti: /\.txt$/i,
  mot: /\.(?:txt|ini)$/i,
  // Every file is looked at by the importer.
  folder: /$/,
};
const VOC_MASKS = /(?:^|\/)Segmentation(?:Class|Object)(?:Raw|Aug|Visualization)?\/[^/]+\.png$/i;

/** Sorts the files of a folder or zip: nothing is passed over without a word. */
export function sortFiles(format: ImportFormat, all: readonly SourceFile[]): SortedFiles {
  const files: SourceFile[] = [];
  const skipped: Note[] = [];
  const unused: Note[] = [];
  const hasLabelFolder = format === "kitti" && all.some(({ name }) => isKittiLabel(name));
  const isAnnotation = (name: string): boolean =>
    ANNOTATIONS[format].test(name) && !(hasLabelFolder && !isKittiLabel(name));
  const isMedia = (name: string): boolean => (format === "kitti" ? cloudTypeOf(name) !== undefined : isImage(name));
  for (const file of all) {
    const { name } = file;
    if (format === "voc" && VOC_MASKS.test(name))
      skipped.push({ place: name, reason: "masks of Pascal VOC are not read" });
    else if (isAnnotation(name) || isMedia(name)) files.push(file);
    else unused.push({ place: name, reason: "it is no picture or cloud, and no annotations of this format" });
  }
  return { files, skipped, unused };
}

function isKittiLabel(name: string): boolean {
  return /(?:^|\/)label_\d\/[^/]+\.txt$/.test(name);
}
