import { decodeXml, type ImageHeader, ImportError, type ImportResult, readImageHeader } from "@tessera/exchange";
import { CliError } from "../errors.js";
import { readBytes, readStart, type SourceFile, textOf } from "../files/source-file.js";
import { fits } from "../upload/media.js";
import { FileFinder, type Found, type NotFound, normalPath } from "./find-image.js";
import { type ImportPart, type MergedImport, mergeImports, type Note } from "./merge-imports.js";

export const IMPORT_FORMATS = [
  "coco",
  "yolo",
  "voc",
  "cvat",
  "mot",
  "label-studio",
  "datumaro",
  "kitti",
  "folder",
] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export interface ReadOptions {
  readonly format: ImportFormat;
  readonly files: readonly SourceFile[];
  /** What annotations of COCO, CVAT, Datumaro and Label Studio become; by what the files hold unless told. */
  readonly as: "masks" | "shapes" | "boxes" | undefined;
  /** Of YOLO; of classes.txt or data.yaml unless told. */
  readonly classes: readonly string[] | undefined;
  /** Whether Pascal VOC counts pixels from 1. */
  readonly isOneBased: boolean;
  readonly of: "images" | "clouds";
  /** Whether videos of CVAT become sequences; else their frames are samples. */
  readonly isSequence: boolean;
  readonly signal: AbortSignal;
}

/** A JSON or XML document is parsed as a whole; strings of JavaScript end at half a gigabyte. */
const MAX_DOCUMENT_BYTES = 500_000_000;
/** The annotations of one image. */
export const MAX_TEXT_BYTES = 64_000_000;
/** Headers of images lie in their first bytes, behind a preview in EXIF at most. */
const HEADER_BYTES = 256 * 1024;
const MAX_IMAGE_BYTES = 1 << 30;

/** Several files are the parts of one dataset: where one has masks, all are read as masks. */
export async function readParts(
  options: ReadOptions,
  read: (text: string, options: { readonly as: ReadOptions["as"] }) => ImportResult,
  ending = /\.json$/i,
): Promise<MergedImport> {
  const readAll = (as: ReadOptions["as"]) => documents(options, ending, (text) => read(text, { as }));
  return (await readAll(options.as)) ?? sole(await readAll("masks"));
}

/** @throws {CliError} when documents differ in kind. */
export function sole(read: MergedImport | undefined): MergedImport {
  if (read === undefined) throw new CliError("The files hold different kinds of labels: import them one by one.");
  return read;
}

/**
 * Pictures without an annotation file are background: samples without objects. Those whose annotation file is damaged or names another
 * picture are listed, and get no label; nor do clouds without a file of labels, as KITTI's test set has none.
 */
export function withBackground(
  read: MergedImport,
  { files, format }: ReadOptions,
  annotationFiles: readonly SourceFile[],
): MergedImport {
  const isCloud = format === "kitti";
  const pictures = files.filter(({ name }) => fits(isCloud ? "pointcloud" : "image", name));
  const finder = new FileFinder(pictures);
  const taken = new Set<SourceFile>();
  for (const sample of read.samples) {
    const found = sample.file ?? fileOf(finder.find(sample.name, { near: sample.from, isOwn: true }));
    if (found !== undefined) taken.add(found);
  }
  const unusable = new Map<SourceFile, string>();
  for (const { name } of annotationFiles) {
    const namesake = fileOf(finder.find(normalPath(name).replace(/\.[^/.]*$/, ""), { as: "stem", isOwn: true }));
    if (namesake !== undefined && !taken.has(namesake)) unusable.set(namesake, name);
  }
  const notes = [...unusable].map(([{ name }, detail]) => ({
    ...{ place: name, reason: "its annotation file cannot be used for it: it gets no label", detail },
  }));
  const background = pictures
    .filter((file) => !taken.has(file))
    .map((file) => ({
      ...{ name: file.name, size: undefined, annotations: [], from: "", categoryOf: new Map(), file },
      ...((isCloud || unusable.has(file)) && { isUnlabeled: true }),
    }));
  const changed = isCloud
    ? background
        .filter(({ file }) => !unusable.has(file))
        .map(({ name }) => ({ place: name, reason: "it has no file of labels, and gets no label" }))
    : [];
  return {
    ...{ ...read, samples: [...read.samples, ...background] },
    ...{ skipped: [...read.skipped, ...notes], changed: [...read.changed, ...changed] },
  };
}

function fileOf(found: Found | NotFound): SourceFile | undefined {
  return "file" in found ? found.file : undefined;
}

/** Formats of one document, or a few; undefined when they differ in kind. Several COCO files are the parts of one dataset. */
export async function documents(
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
export async function textFiles(
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
    mot: "text",
    folder: "",
  }[format];
  return new CliError(`There is no ${kind} file of ${format} among ${files.length} files.`);
}

export function asCliError(error: unknown, file: SourceFile): CliError {
  const message = reasonOf(error);
  return new CliError(message.includes(file.name) ? `${message}.` : `${file.name}: ${message}.`, { cause: error });
}

export function reasonOf(error: unknown): string {
  if (error instanceof ImportError || error instanceof Error) return error.message;
  return String(error);
}
