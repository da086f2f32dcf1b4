import type { ImageSize } from "../assets/image-size.js";
import { type ImportedObject, type ImportFile, type ImportResult, type SkippedImport, stemOf } from "./imported.js";

export interface ImportYoloOptions {
  /** Names by class number: a list, as `names` of a data.yaml, or a map. A class without one is skipped. */
  readonly classes: readonly string[] | ReadonlyMap<number, string>;
  /** The size of the image of a text file; without it the file is skipped. */
  readonly sizeOf: (stem: string) => ImageSize | undefined;
}

/**
 * Imports YOLO text files: boxes (`class x y width height`) and polygons (`class x y x y x y …`). Category ids are the class numbers.
 *
 * @example importYolo([{ name: "a.txt", text: "0 0.5 0.5 1 1" }], { classes: ["car"], sizeOf: () => ({ widthPx: 4, heightPx: 2 }) });
 */
export function importYolo(files: Iterable<ImportFile>, options: ImportYoloOptions): ImportResult {
  const classes = new Map(options.classes instanceof Map ? options.classes : [...options.classes].entries());
  const skipped: SkippedImport[] = [];
  const samples = [];
  for (const { name: fileName, text } of files) {
    const name = stemOf(fileName);
    const size = options.sizeOf(name);
    if (size === undefined) {
      skipped.push({ place: fileName, reason: "the size of its image is not known" });
      continue;
    }
    const annotations: ImportedObject[] = [];
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (line.trim() === "") continue;
      const object = objectOf(line, annotations.length + 1, classes, size);
      if (typeof object === "string") skipped.push({ place: `${fileName}, line ${index + 1}`, reason: object });
      else annotations.push(object);
    }
    samples.push({ name, size, annotations });
  }
  return { taskType: "vector", categories: [...classes].map(([id, name]) => ({ id, name })), samples, skipped };
}

function objectOf(
  line: string,
  id: number,
  classes: ReadonlyMap<number, string>,
  { widthPx, heightPx }: ImageSize,
): ImportedObject | string {
  const [category_id = Number.NaN, ...numbers] = line.trim().split(/\s+/).map(Number);
  if (!numbers.every(Number.isFinite)) return "it has what is no number";
  if (!classes.has(category_id)) return `there is no class ${category_id}`;
  if (numbers.length === 4) {
    const [x = 0, y = 0, width = 0, height = 0] = numbers;
    const corner = (side: number): number[] => [
      (x + (side * width) / 2) * widthPx,
      (y + (side * height) / 2) * heightPx,
    ];
    return { id, category_id, type: "bbox", points: [corner(-1), corner(1)] };
  }
  if (numbers.length < 6 || numbers.length % 2 !== 0) return `${numbers.length} numbers are neither box nor polygon`;
  const points = Array.from({ length: numbers.length / 2 }, (_, at) => [
    (numbers[at * 2] ?? 0) * widthPx,
    (numbers[at * 2 + 1] ?? 0) * heightPx,
  ]);
  return { id, category_id, type: "polygon", points };
}
