import type { YoloKeypoints } from "@tessera/exchange";
import { isJsonObject } from "@tessera/json";
import { parse } from "yaml";
import { baseName, compareRanks } from "./find-image.js";

/** What a data.yaml or a list of names says of a YOLO dataset. */
export interface YoloNames {
  /** By class number. */
  readonly classes: ReadonlyMap<number, string>;
  readonly keypoints?: YoloKeypoints | undefined;
}

/** A file that names classes. Two may have one name where files are given one by one. */
export interface NamesFile extends YoloNames {
  readonly name: string;
}

/** Whether a file names the classes of a YOLO dataset. */
export function namesClasses(name: string): boolean {
  return /^(?:classes\.txt|obj\.names|[^/]*\.names)$/i.test(baseName(name)) || isYaml(name);
}

export function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

/**
 * What holds for a file of labels: of the YAML files in its folder and those above it the nearest, else of the lists there, else of the
 * files elsewhere the first. Several datasets may lie in one folder, each with names of its own.
 */
export function namesFor<File extends NamesFile>(labelFile: string, named: readonly File[]): File | undefined {
  const ranked = named.map((file) => {
    const folder = folderOf(file.name);
    const isAbove = labelFile.startsWith(folder);
    return { file, rank: [Number(isAbove), Number(isYaml(file.name)), isAbove ? folder.length : 0] };
  });
  return ranked.sort((a, b) => compareRanks(a.rank, b.rank))[0]?.file;
}

export interface Contradiction<File> {
  readonly files: readonly [File, File];
  readonly of: "classes" | "keypoints";
}

/** Two files that hold equally for a file of labels, and differ: those as near as the one that {@link namesFor} takes, or nearer. */
export function findContradiction<File extends NamesFile>(
  labelFile: string,
  named: readonly File[],
): Contradiction<File> | undefined {
  const taken = namesFor(labelFile, named);
  if (taken === undefined) return undefined;
  const isAbove = ({ name }: File) => labelFile.startsWith(folderOf(name));
  const rivals = named.filter(
    (file) =>
      file !== taken &&
      isAbove(file) === isAbove(taken) &&
      (!isAbove(taken) || folderOf(file.name).length >= folderOf(taken.name).length),
  );
  for (const file of rivals) {
    const of = differenceOf(taken, file);
    if (of !== undefined) return { files: [taken, file], of };
  }
  return undefined;
}

function differenceOf(a: NamesFile, b: NamesFile): Contradiction<NamesFile>["of"] | undefined {
  const isSame =
    a.classes.size === b.classes.size && [...a.classes].every(([key, name]) => b.classes.get(key) === name);
  if (!isSame) return "classes";
  // Only YAML files say anything about keypoints.
  const isSaid = isYaml(a.name) && isYaml(b.name);
  return isSaid && JSON.stringify(a.keypoints) !== JSON.stringify(b.keypoints) ? "keypoints" : undefined;
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf("/") + 1);
}

/** A list of classes that would give objects a wrong name, or none. */
export class NamesError extends Error {
  override readonly name = "NamesError";
}

/**
 * Class names and keypoints of `classes.txt`, `obj.names`, or a data.yaml; undefined when it names no classes. Names are the texts of the
 * file: `007` and `yes` are no number and no truth value.
 *
 * @throws {NamesError} when a class has no name, or the name of another, or `nc` is not their number.
 * @throws {Error} when a YAML file is none.
 */
export function readNames(fileName: string, text: string): YoloNames | undefined {
  if (!isYaml(fileName)) {
    const names = text.split(/\r?\n/).map((line) => line.trim());
    while (names.at(-1) === "") names.pop();
    return names.length === 0 ? undefined : { classes: checkedNames(names.entries()) };
  }
  // The failsafe schema knows texts only.
  const root: unknown = parse(text, { logLevel: "error", schema: "failsafe" });
  if (!isJsonObject(root) || typeof root.names !== "object" || root.names === null) return undefined;
  const pairs = Object.entries(root.names).map(([key, name]) => [Number(key), String(name).trim()] as const);
  const classes = checkedNames(pairs.filter(([key]) => Number.isSafeInteger(key) && key >= 0));
  if (classes.size === 0) return undefined;
  checkCount(root.nc, classes.size);
  return { classes, keypoints: keypointsOf(root) };
}

/** One of the two is wrong, and rows may mean other classes than their names. Ultralytics refuses such a file, too. */
function checkCount(count: unknown, names: number): void {
  if (typeof count !== "string" || !/^\d+$/.test(count) || Number(count) === names) return;
  throw new NamesError(`nc is ${Number(count)}, and there are names of ${names} classes`);
}

/** Categories are told apart by their names. @throws {NamesError} when these do not. */
export function checkedNames(pairs: Iterable<readonly [number: number, name: string]>): Map<number, string> {
  const classes = new Map<number, string>();
  const numbers = new Map<string, number>();
  for (const [number, name] of pairs) {
    if (name === "") throw new NamesError(`class ${number} has no name`);
    const other = numbers.get(name);
    if (other !== undefined)
      throw new NamesError(`classes ${other} and ${number} have the same name ${JSON.stringify(name)}`);
    numbers.set(name, number);
    classes.set(number, name);
  }
  return classes;
}

function keypointsOf({
  kpt_shape: shape,
  kpt_names: names,
}: Readonly<Record<string, unknown>>): YoloKeypoints | undefined {
  if (!Array.isArray(shape)) return undefined;
  const [count = Number.NaN, numbers = Number.NaN] = shape.map(Number);
  if (!Number.isSafeInteger(count) || count < 1 || (numbers !== 2 && numbers !== 3)) return undefined;
  // Ultralytics names keypoints for each class; all of a dataset have the same count.
  const own = isJsonObject(names) ? Object.values(names)[0] : names;
  return { count, numbers, ...(Array.isArray(own) && own.length === count && { names: own.map(String) }) };
}
