import {
  importCoco,
  importCvat,
  importDatumaro,
  importFolder,
  importKitti,
  importLabelStudio,
  importPascalVoc,
} from "@tessera/exchange";
import { type MergedImport, mergeImports } from "./merge-imports.js";
import { withSegmentFiles } from "./panoptic-files.js";
import { type ReadOptions, readParts, textFiles, withBackground } from "./read-parts.js";
import { readYolo } from "./read-yolo.js";

/** Reads all annotation files of a format. @throws {CliError} when there are none, or when one that was named cannot be read. */
export async function readFormat(options: ReadOptions): Promise<MergedImport> {
  const { format, files } = options;
  switch (format) {
    case "coco":
      return withSegmentFiles(await readParts(options, importCoco), files);
    case "datumaro":
      return readParts(options, importDatumaro);
    case "label-studio":
      return readParts(options, importLabelStudio);
    case "cvat":
      return readParts(options, importCvat, /\.xml$/i);
    case "voc": {
      const annotationFiles = files.filter(({ name }) => /\.xml$/i.test(name));
      const read = await textFiles(options, "bboxes", annotationFiles, async (file) => ({
        result: importPascalVoc([file], options),
      }));
      return withBackground({ ...read, taskType: boxesOrVector(read) }, options, annotationFiles);
    }
    case "kitti": {
      const labels = files.filter(({ name }) => /\.txt$/i.test(name));
      const read = await textFiles(options, "pointcloud-cuboid", labels, async (file) => ({
        result: importKitti([file]),
      }));
      return withBackground(read, options, labels);
    }
    case "yolo":
      return readYolo(options);
    case "folder": {
      const result = importFolder(
        files.map(({ name }) => name),
        { of: options.of },
      );
      return mergeImports(result.taskType, [{ from: undefined, result }]);
    }
  }
}

/** Each file of Pascal VOC is of one picture; one polygon makes the dataset one of shapes. */
function boxesOrVector({ samples }: MergedImport): string {
  return samples.some(({ annotations }) => annotations.some(({ type }) => type === "polygon")) ? "vector" : "bboxes";
}
