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
  return /^(?:classes\.txt|obj\.names|[^/]*\.names)$/i.test(baseName(name)) || /\.ya?ml$/i.test(name);
}

/**
 * Class names and keypoints of `classes.txt`, `obj.names`, or a data.yaml; undefined when it names no classes.
 *
 * @throws {Error} when a file named data.yaml is no YAML.
 */
export function readNames(fileName: string, text: string): YoloNames | undefined {
  if (!/\.ya?ml$/i.test(fileName)) {
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
