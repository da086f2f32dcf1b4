import { importYolo, shownSize } from "@tessera/exchange";
import { usageError } from "../errors.js";
import { readBytes, type SourceFile, textOf } from "../files/source-file.js";
import { fits } from "../upload/media.js";
import { baseName, FileFinder } from "./find-image.js";
import type { MergedImport, Note } from "./merge-imports.js";
import { asCliError, headerOfImage, type ReadOptions, reasonOf, textFiles, withBackground } from "./read-parts.js";
import {
  checkedNames,
  findContradiction,
  isYaml,
  NamesError,
  type NamesFile,
  namesClasses,
  namesFor,
  readNames,
} from "./yolo-classes.js";

const MAX_NAMES_BYTES = 1_000_000;

/** YOLO's numbers are parts of the image's size, and its classes stand elsewhere. */
export async function readYolo(options: ReadOptions): Promise<MergedImport> {
  const { files } = options;
  const given = options.classes && { classes: givenClasses(options.classes) };
  const { named, faults } = await findNames(files, { hasClasses: given !== undefined });
  if (given === undefined && named.length === 0) {
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
  const labels = files.filter(isLabel);
  // Classes that are given take the place of those in files.
  const holding = given === undefined ? named : named.map((one) => ({ ...one, ...given }));
  checkNames(
    labels.filter((file) => "file" in find(file)),
    holding,
  );
  const read = await textFiles(options, "vector", labels, async (file, source) => {
    const found = find(source);
    if (!("file" in found)) {
      const skipped = [{ place: file.name, reason: `its picture: ${found.reason}`, detail: found.detail }];
      return { result: { taskType: "vector", categories: [], samples: [], skipped } };
    }
    const names = namesFor(file.name, named);
    const { classes, keypoints } = { keypoints: names?.keypoints, classes: new Map(), ...names, ...given };
    const header = await headerOfImage(found.file);
    const size = header && shownSize(header);
    const result = importYolo([file], { classes, sizeOf: () => size, keypoints });
    const samples = result.samples.map((sample) => ({ ...sample, name: found.file.name }));
    return { result: { ...result, samples }, file: found.file };
  });
  return withBackground({ ...read, skipped: [...faults, ...read.skipped] }, options, labels);
}

function givenClasses(names: readonly string[]): Map<number, string> {
  try {
    return checkedNames(names.entries());
  } catch (error) {
    throw usageError(`--classes: ${reasonOf(error)}.`);
  }
}

interface FoundNames extends NamesFile {
  readonly source: SourceFile;
}

/** @throws {CliError} when it is open which of two files holds for a file of labels, and they differ. */
function checkNames(labels: readonly SourceFile[], named: readonly FoundNames[]): void {
  for (const { name } of labels) {
    const found = findContradiction(name, named);
    if (found === undefined) continue;
    const [a, b] = found.files;
    const shown = found.files.map(({ source }) => (a.name === b.name ? placeOf(source) : source.name));
    throw usageError(
      `${shown.join(" and ")} name different ${found.of}, and both hold for ${name}.`,
      found.of === "classes"
        ? "Import one dataset at a time, or give the classes in order: --classes car,truck"
        : "Import one dataset at a time.",
    );
  }
}

/** Tells files of one name apart. */
function placeOf({ name, path, archive }: SourceFile): string {
  return path ?? (archive === undefined ? name : `${archive}: ${name}`);
}

interface FindNamesOptions {
  /** Whether the user gave the classes: what is wrong with those of files does not matter then. */
  readonly hasClasses: boolean;
}

/** What each file of names says. @throws {CliError} when one is no YAML, or names classes that cannot be told apart. */
async function findNames(
  files: readonly SourceFile[],
  { hasClasses }: FindNamesOptions,
): Promise<{ named: readonly FoundNames[]; faults: readonly Note[] }> {
  const named: FoundNames[] = [];
  const faults: Note[] = [];
  for (const file of files.filter(({ name }) => namesClasses(name))) {
    try {
      const names = readNames(file.name, textOf(await readBytes(file, MAX_NAMES_BYTES)));
      if (names !== undefined) named.push({ ...names, name: file.name, source: file });
    } catch (error) {
      if (error instanceof NamesError) {
        if (hasClasses) continue;
        throw usageError(
          `${file.name}: ${error.message}.`,
          "Mend the file, or give the classes in order: --classes car,truck",
        );
      }
      if (/(?:^|\/)data\.ya?ml$/i.test(file.name)) throw asCliError(error, file);
      if (isYaml(file.name))
        faults.push({ place: file.name, reason: "it is no YAML", detail: reasonOf(error).split("\n")[0] });
    }
  }
  return { named, faults };
}
