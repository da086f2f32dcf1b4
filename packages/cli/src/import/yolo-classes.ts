import type { YoloKeypoints } from "@tessera/exchange";
import { parse } from "yaml";
import { baseName } from "./find-image.js";

/** What a data.yaml or a list of names says of a YOLO dataset. */
export interface YoloNames {
  /** By class number. */
  readonly classes: ReadonlyMap<number, string>;
  readonly keypoints?: YoloKeypoints | undefined;
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
export function namesFor(labelFile: string, named: ReadonlyMap<string, YoloNames>): YoloNames | undefined {
  const folderOf = (name: string): string => name.slice(0, name.lastIndexOf("/") + 1);
  const ranked = [...named].map(([name, names]) => {
    const folder = folderOf(name);
    const isAbove = labelFile.startsWith(folder);
    return { names, rank: [isAbove ? 1 : 0, isYaml(name) ? 1 : 0, isAbove ? folder.length : 0] };
  });
  const compare = (a: readonly number[], b: readonly number[]): number => {
    const at = a.findIndex((value, index) => value !== b[index]);
    return at < 0 ? 0 : (b[at] ?? 0) - (a[at] ?? 0);
  };
  return ranked.sort((a, b) => compare(a.rank, b.rank))[0]?.names;
}

/**
 * Class names and keypoints of `classes.txt`, `obj.names`, or a data.yaml; undefined when it names no classes.
 *
 * @throws {Error} when a file named data.yaml is no YAML.
 */
export function readNames(fileName: string, text: string): YoloNames | undefined {
  if (!isYaml(fileName)) {
    const names = text.split(/\r?\n/).map((line) => line.trim());
    while (names.at(-1) === "") names.pop();
    return names.length === 0 ? undefined : { classes: new Map(names.entries()) };
  }
  const root: unknown = parse(text, { logLevel: "error" });
  if (!isRecord(root) || typeof root.names !== "object" || root.names === null) return undefined;
  const pairs = Object.entries(root.names).map(([key, name]) => [Number(key), String(name)] as const);
  const classes = new Map(pairs.filter(([key]) => Number.isSafeInteger(key) && key >= 0));
  return classes.size === 0 ? undefined : { classes, keypoints: keypointsOf(root) };
}

function keypointsOf({
  kpt_shape: shape,
  kpt_names: names,
}: Readonly<Record<string, unknown>>): YoloKeypoints | undefined {
  if (!Array.isArray(shape)) return undefined;
  const [count, numbers] = shape;
  if (!Number.isSafeInteger(count) || count < 1 || (numbers !== 2 && numbers !== 3)) return undefined;
  // Ultralytics names keypoints for each class; all of a dataset have the same count.
  const own = isRecord(names) ? Object.values(names)[0] : names;
  return { count, numbers, ...(Array.isArray(own) && own.length === count && { names: own.map(String) }) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
