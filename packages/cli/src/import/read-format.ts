import {
  importCoco,
  importCvat,
  importDatumaro,
  importFolder,
  importKitti,
  importLabelStudio,
  importMot,
  importPascalVoc,
} from "@tessera/exchange";
import { readBytes, textOf } from "../files/source-file.js";
import { normalPath } from "./find-image.js";
import { type MergedImport, mergeImports } from "./merge-imports.js";
import { withSegmentFiles } from "./panoptic-files.js";
import { MAX_TEXT_BYTES, type ReadOptions, readParts, textFiles, withBackground } from "./read-parts.js";
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
      return readParts(
        options,
        (text, { as }) => importCvat(text, { as: options.isSequence ? "sequences" : as }),
        /\.xml$/i,
      );
    case "mot":
      return readMot(options);
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

/** Each `gt.txt` is a sequence, with the list of its classes beside it and its description in the folder above. */
async function readMot(options: ReadOptions): Promise<MergedImport> {
  const texts = options.files.filter(({ name }) => /\.txt$/i.test(name) && !/(?:^|\/)labels\.txt$/i.test(name));
  const truths = texts.filter(({ name }) => /(?:^|\/)gt\.txt$/i.test(name));
  const textBeside = async (folder: string, name: string): Promise<string | undefined> => {
    const file = options.files.find((one) => normalPath(one.name) === `${folder}${name}`);
    return file && textOf(await readBytes(file, MAX_TEXT_BYTES));
  };
  return textFiles(options, "image-vector-sequence", truths.length > 0 ? truths : texts, async ({ name, text }) => {
    const folder = normalPath(name).replace(/[^/]*$/, "");
    const [labels, info] = await Promise.all([
      textBeside(folder, "labels.txt"),
      textBeside(folder.replace(/[^/]*\/$/, ""), "seqinfo.ini"),
    ]);
    return { result: importMot(text, { labels, info }) };
  });
}

/** Each file of Pascal VOC is of one picture; one polygon makes the dataset one of shapes. */
function boxesOrVector({ samples }: MergedImport): string {
  return samples.some(({ annotations }) => annotations.some(({ type }) => type === "polygon")) ? "vector" : "bboxes";
}
