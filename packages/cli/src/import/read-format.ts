import {
  type ImageSize,
  ImportError,
  type ImportResult,
  importCoco,
  importCvat,
  importFolder,
  importKitti,
  importLabelStudio,
  importPascalVoc,
  importYolo,
  readImageSize,
} from "@tessera/exchange";
import { CliError, usageError } from "../errors.js";
import { readBytes, readStart, type SourceFile, textOf } from "../files/source-file.js";
import { fits } from "../upload/media.js";
import { baseName, FileFinder, stem } from "./find-image.js";
import { type ImportPart, type MergedImport, mergeImports } from "./merge-imports.js";
import { namesClasses, readClasses } from "./yolo-classes.js";

export const IMPORT_FORMATS = ["coco", "yolo", "voc", "cvat", "label-studio", "kitti", "folder"] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export interface ReadOptions {
  readonly format: ImportFormat;
  readonly files: readonly SourceFile[];
  /** Whether annotations of a COCO file become masks; by what the file holds unless told. */
  readonly cocoAs: "masks" | "shapes" | undefined;
  /** Of YOLO; of classes.txt or data.yaml unless told. */
  readonly classes: readonly string[] | undefined;
  readonly of: "images" | "clouds";
  readonly signal: AbortSignal;
}

/** A JSON or XML document is parsed as a whole; strings of JavaScript end at half a gigabyte. */
const MAX_DOCUMENT_BYTES = 500_000_000;
/** The annotations of one image. */
const MAX_TEXT_BYTES = 64_000_000;
/** Headers of images lie in their first bytes, behind a preview in EXIF at most. */
const HEADER_BYTES = 256 * 1024;
const MAX_IMAGE_BYTES = 1 << 30;

/** Reads all annotation files of a format. @throws {CliError} when there are none, or when one that was named cannot be read. */
export async function readFormat(options: ReadOptions): Promise<MergedImport> {
  const { format, files } = options;
  switch (format) {
    case "coco":
      return documents(options, /\.json$/i, (text) => importCoco(text, { as: options.cocoAs }));
    case "label-studio":
      return documents(options, /\.json$/i, importLabelStudio);
    case "cvat":
      return documents(options, /\.xml$/i, importCvat);
    case "voc":
      return textFiles(
        options,
        "bboxes",
        files.filter(({ name }) => /\.xml$/i.test(name)),
        async (file) => importPascalVoc([file]),
      );
    case "kitti": {
      const texts = files.filter(({ name }) => /\.txt$/i.test(name));
      const labels = texts.filter(({ name }) => /(?:^|\/)label_\d\//.test(name));
      return textFiles(options, "pointcloud-cuboid", labels.length > 0 ? labels : texts, async (file) =>
        importKitti([file]),
      );
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

/** Formats of one document, or a few: several COCO files are the parts of one dataset. */
async function documents(
  options: ReadOptions,
  ending: RegExp,
  read: (text: string) => ImportResult,
): Promise<MergedImport> {
  const found = options.files.filter(({ name }) => ending.test(name));
  const parts: ImportPart[] = [];
  const faults: { place: string; reason: string }[] = [];
  for (const from of found) {
    options.signal.throwIfAborted();
    try {
      parts.push({ from, result: read(textOf(await readBytes(from, MAX_DOCUMENT_BYTES))) });
    } catch (error) {
      if (found.length === 1) throw asCliError(error, from);
      faults.push({ place: from.name, reason: reasonOf(error) });
    }
  }
  if (parts.length === 0) throw nothing(options, faults);
  const merged = mergeImports(parts[0]?.result.taskType ?? "", parts);
  const other = parts.find(({ result }) => result.taskType !== merged.taskType);
  if (other !== undefined) {
    throw usageError(
      `${other.from?.name} holds ${other.result.taskType} and the files before it ${merged.taskType}.`,
      "Import them one by one.",
    );
  }
  return { ...merged, skipped: [...faults, ...merged.skipped] };
}

/** Formats of a text file for each image: one is read after the other. */
async function textFiles(
  options: ReadOptions,
  taskType: string,
  files: readonly SourceFile[],
  read: (file: { readonly name: string; readonly text: string }, source: SourceFile) => Promise<ImportResult>,
): Promise<MergedImport> {
  const parts: ImportPart[] = [];
  const faults: { place: string; reason: string }[] = [];
  for (const from of files) {
    options.signal.throwIfAborted();
    try {
      const text = textOf(await readBytes(from, MAX_TEXT_BYTES));
      parts.push({ from, result: await read({ name: from.name, text }, from) });
    } catch (error) {
      faults.push({ place: from.name, reason: reasonOf(error) });
    }
  }
  if (parts.length === 0) throw nothing(options, faults);
  const merged = mergeImports(taskType, parts);
  return { ...merged, skipped: [...faults, ...merged.skipped] };
}

/** YOLO's numbers are parts of the image's size, and its classes stand elsewhere. */
async function readYolo(options: ReadOptions): Promise<MergedImport> {
  const { files } = options;
  const classes = options.classes === undefined ? await findClasses(files) : new Map(options.classes.entries());
  if (classes === undefined) {
    throw usageError(
      "The names of the classes are in no data.yaml, classes.txt or obj.names.",
      "Give them in order: --classes car,truck",
    );
  }
  const images = new FileFinder(files.filter(({ name }) => fits("image", name)));
  const isLabel = ({ name }: SourceFile) =>
    /\.txt$/i.test(name) && !namesClasses(name) && !/^(?:readme|train|val|valid|test)[^/]*\.txt$/i.test(baseName(name));
  return textFiles(options, "vector", files.filter(isLabel), async (file, source) => {
    const image = images.find(stem(file.name), source.name);
    if (typeof image === "string")
      return {
        taskType: "vector",
        categories: [],
        samples: [],
        skipped: [{ place: file.name, reason: `its image: ${image}` }],
      };
    const size = await sizeOfImage(image);
    return importYolo([file], { classes, sizeOf: () => size });
  });
}

async function findClasses(files: readonly SourceFile[]): Promise<Map<number, string> | undefined> {
  for (const file of files.filter(({ name }) => namesClasses(name))) {
    const classes = readClasses(file.name, textOf(await readBytes(file, 1_000_000)));
    if (classes !== undefined) return classes;
  }
  return undefined;
}

/** From its header; undefined when it is no image that is known. */
export async function sizeOfImage(file: SourceFile): Promise<ImageSize | undefined> {
  return (
    readImageSize(await readStart(file, HEADER_BYTES)) ??
    (file.sizeBytes > HEADER_BYTES ? readImageSize(await readBytes(file, MAX_IMAGE_BYTES)) : undefined)
  );
}

function nothing({ format, files }: ReadOptions, faults: readonly { place: string; reason: string }[]): CliError {
  const [first] = faults;
  if (first !== undefined) return new CliError(`None of the files is ${format}: ${first.place}: ${first.reason}.`);
  const kind = {
    coco: "JSON",
    "label-studio": "JSON",
    cvat: "XML",
    voc: "XML",
    yolo: "text",
    kitti: "text",
    folder: "",
  }[format];
  return new CliError(`There is no ${kind} file of ${format} among ${files.length} files.`);
}

function asCliError(error: unknown, file: SourceFile): CliError {
  const message = reasonOf(error);
  return new CliError(message.includes(file.name) ? `${message}.` : `${file.name}: ${message}.`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (error instanceof ImportError || error instanceof Error) return error.message;
  return String(error);
}
