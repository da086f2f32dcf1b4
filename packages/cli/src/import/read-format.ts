import {
  decodeXml,
  type ImageHeader,
  ImportError,
  type ImportResult,
  importCoco,
  importCvat,
  importDatumaro,
  importFolder,
  importKitti,
  importLabelStudio,
  importPascalVoc,
  importYolo,
  readImageHeader,
  shownSize,
} from "@tessera/exchange";
import { CliError, usageError } from "../errors.js";
import { readBytes, readStart, type SourceFile, textOf } from "../files/source-file.js";
import { fits } from "../upload/media.js";
import { baseName, FileFinder, type Found, type NotFound } from "./find-image.js";
import { type ImportPart, type MergedImport, mergeImports, type Note } from "./merge-imports.js";
import { namesClasses, readNames, type YoloNames } from "./yolo-classes.js";

export const IMPORT_FORMATS = ["coco", "yolo", "voc", "cvat", "label-studio", "datumaro", "kitti", "folder"] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export interface ReadOptions {
  readonly format: ImportFormat;
  readonly files: readonly SourceFile[];
  /** Whether annotations of COCO and Datumaro become masks; by what the files hold unless told. */
  readonly as: "masks" | "shapes" | undefined;
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
      return readParts(options, importCoco);
    case "datumaro":
      return readParts(options, importDatumaro);
    case "label-studio":
      return sole(await documents(options, /\.json$/i, importLabelStudio));
    case "cvat":
      return sole(await documents(options, /\.xml$/i, importCvat));
    case "voc":
      return textFiles(
        options,
        "bboxes",
        files.filter(({ name }) => /\.xml$/i.test(name)),
        async (file) => ({ result: importPascalVoc([file]) }),
      ).then((read) => withBackground(read, options));
    case "kitti": {
      const texts = files.filter(({ name }) => /\.txt$/i.test(name));
      const labels = texts.filter(({ name }) => /(?:^|\/)label_\d\//.test(name));
      return textFiles(options, "pointcloud-cuboid", labels.length > 0 ? labels : texts, async (file) => ({
        result: importKitti([file]),
      }));
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

/** Several files are the parts of one dataset: where one has masks, all are read as masks. */
async function readParts(
  options: ReadOptions,
  read: (text: string, options: { readonly as: ReadOptions["as"] }) => ImportResult,
): Promise<MergedImport> {
  const readAll = (as: ReadOptions["as"]) => documents(options, /\.json$/i, (text) => read(text, { as }));
  return (await readAll(options.as)) ?? sole(await readAll("masks"));
}

function sole(read: MergedImport | undefined): MergedImport {
  if (read === undefined) throw new CliError("The files hold different kinds of labels: import them one by one.");
  return read;
}

/** Pictures without an annotation file are background: samples without objects. */
function withBackground(read: MergedImport, { files }: ReadOptions): MergedImport {
  const pictures = files.filter(({ name }) => fits("image", name));
  const finder = new FileFinder(pictures);
  const taken = new Set<SourceFile>();
  for (const sample of read.samples) {
    const found = sample.file ?? fileOf(finder.find(sample.name, { near: sample.from, isOwn: true }));
    if (found !== undefined) taken.add(found);
  }
  const background = pictures
    .filter((file) => !taken.has(file))
    .map((file) => ({ name: file.name, size: undefined, annotations: [], from: "", categoryOf: new Map(), file }));
  return { ...read, samples: [...read.samples, ...background] };
}

function fileOf(found: Found | NotFound): SourceFile | undefined {
  return "file" in found ? found.file : undefined;
}

/** Formats of one document, or a few; undefined when they differ in kind. Several COCO files are the parts of one dataset. */
async function documents(
  options: ReadOptions,
  ending: RegExp,
  read: (text: string) => ImportResult,
): Promise<MergedImport | undefined> {
  const found = options.files.filter(({ name }) => ending.test(name));
  const parts: ImportPart[] = [];
  const faults: Note[] = [];
  for (const from of found) {
    options.signal.throwIfAborted();
    try {
      parts.push({ from, result: read(textIn(from, await readBytes(from, MAX_DOCUMENT_BYTES))) });
    } catch (error) {
      if (found.length === 1) throw asCliError(error, from);
      faults.push({ place: from.name, reason: reasonOf(error) });
    }
  }
  if (parts.length === 0) throw nothing(options, faults);
  const merged = mergeImports(parts[0]?.result.taskType ?? "", parts);
  if (parts.some(({ result }) => result.taskType !== merged.taskType)) return undefined;
  return { ...merged, skipped: [...faults, ...merged.skipped] };
}

function textIn({ name }: SourceFile, bytes: Buffer): string {
  return /\.xml$/i.test(name) ? decodeXml(bytes, name) : textOf(bytes);
}

/** Formats of a text file for each image: one is read after the other. */
async function textFiles(
  options: ReadOptions,
  taskType: string,
  files: readonly SourceFile[],
  read: (
    file: { readonly name: string; readonly text: string },
    source: SourceFile,
  ) => Promise<Omit<ImportPart, "from">>,
): Promise<MergedImport> {
  const parts: ImportPart[] = [];
  const faults: Note[] = [];
  for (const from of files) {
    options.signal.throwIfAborted();
    try {
      const text = textIn(from, await readBytes(from, MAX_TEXT_BYTES));
      parts.push({ from, ...(await read({ name: from.name, text }, from)) });
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
  const named = await findNames(files);
  const classes = options.classes === undefined ? named?.classes : new Map(options.classes.entries());
  if (classes === undefined) {
    throw usageError(
      "The names of the classes are in no data.yaml, classes.txt or obj.names.",
      "Give them in order: --classes car,truck",
    );
  }
  const images = new FileFinder(files.filter(({ name }) => fits("image", name)));
  const find = ({ name }: SourceFile) => images.find(name.replace(/\.txt$/i, ""), { as: "stem", isOwn: true });
  // Files such as train.txt list pictures, and readme.txt holds words, unless a picture has their name.
  const isLabel = (file: SourceFile) =>
    /\.txt$/i.test(file.name) &&
    !namesClasses(file.name) &&
    (!/^(?:readme.*|train|val|valid|test|autosplit_\w+)\.txt$/i.test(baseName(file.name)) || "file" in find(file));
  const read = await textFiles(options, "vector", files.filter(isLabel), async (file, source) => {
    const found = find(source);
    if (!("file" in found)) {
      const skipped = [{ place: file.name, reason: `its picture: ${found.reason}`, detail: found.detail }];
      return { result: { taskType: "vector", categories: [], samples: [], skipped } };
    }
    const header = await headerOfImage(found.file);
    const size = header && shownSize(header);
    const result = importYolo([file], { classes, sizeOf: () => size, keypoints: named?.keypoints });
    const samples = result.samples.map((sample) => ({ ...sample, name: found.file.name }));
    return { result: { ...result, samples }, file: found.file };
  });
  return withBackground(read, options);
}

/** A data.yaml says more than a list of names. */
async function findNames(files: readonly SourceFile[]): Promise<YoloNames | undefined> {
  const candidates = files.filter(({ name }) => namesClasses(name));
  const isYaml = ({ name }: SourceFile) => /\.ya?ml$/i.test(name);
  for (const file of [...candidates.filter(isYaml), ...candidates.filter((one) => !isYaml(one))]) {
    try {
      const names = readNames(file.name, textOf(await readBytes(file, 1_000_000)));
      if (names !== undefined) return names;
    } catch (error) {
      if (/(?:^|\/)data\.ya?ml$/i.test(file.name)) throw asCliError(error, file);
    }
  }
  return undefined;
}

/** From its header; undefined when it is no image that is known. */
export async function headerOfImage(file: SourceFile): Promise<ImageHeader | undefined> {
  return (
    readImageHeader(await readStart(file, HEADER_BYTES)) ??
    (file.sizeBytes > HEADER_BYTES ? readImageHeader(await readBytes(file, MAX_IMAGE_BYTES)) : undefined)
  );
}

function nothing({ format, files }: ReadOptions, faults: readonly { place: string; reason: string }[]): CliError {
  const [first] = faults;
  if (first !== undefined) return new CliError(`None of the files is ${format}: ${first.place}: ${first.reason}.`);
  const kind = {
    coco: "JSON",
    "label-studio": "JSON",
    datumaro: "JSON",
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
