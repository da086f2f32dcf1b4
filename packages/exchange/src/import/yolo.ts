import type { ImageSize } from "@tessera/codecs";
import {
  EMPTY_BOX,
  type ImportedObject,
  type ImportFile,
  type ImportResult,
  type SkippedImport,
  stemOf,
  withoutLabel,
} from "./imported.js";

/** `kpt_shape` of a data.yaml: so many keypoints, of two numbers (x y) or three (x y visibility). */
export interface YoloKeypoints {
  readonly count: number;
  readonly numbers: 2 | 3;
  /** Of each keypoint; "1", "2" and so on unless told. */
  readonly names?: readonly string[] | undefined;
}

export interface ImportYoloOptions {
  /** Names by class number: a list, as `names` of a data.yaml, or a map. A class without one is skipped. */
  readonly classes: readonly string[] | ReadonlyMap<number, string>;
  /** The size of the image of a text file; without it the file is skipped. */
  readonly sizeOf: (stem: string) => ImageSize | undefined;
  /** Of a pose dataset. */
  readonly keypoints?: YoloKeypoints | undefined;
}

/** What Ultralytics takes as within the picture, in parts of its size. */
const TOLERANCE = 0.01;

/**
 * Imports YOLO text files: boxes (`class x y width height`), polygons (`class x y x y x y …`), poses (a box and keypoints), and the
 * confidence and track of predictions, which become attributes. Category ids are the class numbers.
 *
 * @example importYolo([{ name: "a.txt", text: "0 0.5 0.5 1 1" }], { classes: ["car"], sizeOf: () => ({ widthPx: 4, heightPx: 2 }) });
 */
export function importYolo(files: Iterable<ImportFile>, options: ImportYoloOptions): ImportResult {
  const classes = new Map(options.classes instanceof Map ? options.classes : [...options.classes].entries());
  const skipped: SkippedImport[] = [];
  const samples = [];
  const keypoints = options.keypoints === undefined ? {} : { keypoints: namesOf(options.keypoints) };
  for (const { name: fileName, text } of files) {
    const name = stemOf(fileName);
    const size = options.sizeOf(name);
    if (size === undefined) {
      skipped.push({ place: fileName, reason: "the size of its image is not known" });
      continue;
    }
    const annotations: ImportedObject[] = [];
    const before = skipped.length;
    const rows = text.split(/\r?\n/).map((line) => line.trim().split(/\s+/));
    const reading = { classes, size, keypoints: options.keypoints, isPredicted: rows.some(isPrediction) };
    for (const [index, row] of rows.entries()) {
      if (row[0] === "") continue;
      const { objects, faults } = objectsOf(row, annotations.length + 1, reading);
      annotations.push(...objects);
      skipped.push(...faults.map((reason) => ({ place: `${fileName}, line ${index + 1}`, reason })));
    }
    samples.push({ name, size, annotations, ...withoutLabel(annotations, skipped.length - before) });
  }
  const categories = [...classes].map(([id, name]) => ({ id, name, ...keypoints }));
  return { taskType: "vector", categories, samples, skipped };
}

interface Reading {
  readonly classes: ReadonlyMap<number, string>;
  readonly size: ImageSize;
  readonly keypoints: YoloKeypoints | undefined;
  /** Whether the file holds rows of a prediction, by those that cannot be anything else. */
  readonly isPredicted: boolean;
}

interface Row {
  /** Parts of the picture's size: of a box, of a polygon, or of a box and keypoints. */
  readonly shape: readonly number[];
  readonly attributes: { readonly confidence?: number; readonly track_id?: number };
  readonly isPose: boolean;
}

/** `class x y width height confidence`, or with a track, which is a whole number above what a coordinate can be. */
function isPrediction(row: readonly string[]): boolean {
  return row.length === 6 || (row.length === 7 && isTrack(row[6] ?? "") && Number(row[6]) > 1);
}

function isTrack(text: string): boolean {
  return /^\d+$/.test(text);
}

function namesOf({ count, names }: YoloKeypoints): string[] {
  return Array.from({ length: count }, (_, at) => names?.[at] ?? String(at + 1));
}

interface Objects {
  readonly objects: readonly ImportedObject[];
  readonly faults: readonly string[];
}

const NOTHING = (reason: string): Objects => ({ objects: [], faults: [reason] });
const OUT = "it lies out of the picture";

function objectsOf(row: readonly string[], id: number, reading: Reading): Objects {
  const [category_id = Number.NaN, ...numbers] = row.map(Number);
  if (!numbers.every(Number.isFinite)) return NOTHING("it has what is no number");
  if (!reading.classes.has(category_id)) return NOTHING(`there is no class ${row[0]}`);
  const found = splitRow(numbers, row.at(-1) ?? "", reading);
  if (typeof found === "string") return NOTHING(found);
  const { shape, attributes, isPose } = found;
  const { keypoints, size } = reading;
  const places = isPose ? shape.slice(0, 4) : shape;
  if (places.some(isOut)) return NOTHING(OUT);
  const shared = Object.keys(attributes).length === 0 ? {} : { attributes };
  if (shape.length !== 4 && !isPose) {
    const points = pairsOf(shape, 2).map(([x = 0, y = 0]) => [x * size.widthPx, y * size.heightPx]);
    return { objects: [{ id, category_id, type: "polygon", points, ...shared }], faults: [] };
  }
  const [x = 0, y = 0, width = 0, height = 0] = places;
  if (width <= 0 || height <= 0) return NOTHING(EMPTY_BOX);
  const corner = (side: number): number[] => [
    (x + (side * width) / 2) * size.widthPx,
    (y + (side * height) / 2) * size.heightPx,
  ];
  const box = { id, category_id, type: "bbox", points: [corner(-1), corner(1)], ...shared };
  if (!isPose || keypoints === undefined) return { objects: [box], faults: [] };
  const points = pointsOf(shape.slice(4), keypoints, { id, category_id, size });
  return { objects: [box, ...points.objects], faults: points.faults };
}

function isOut(value: number): boolean {
  return value < -TOLERANCE || value > 1 + TOLERANCE;
}

/** Tells the shape of a row from what a prediction adds to it: a confidence, a track, or both. */
function splitRow(numbers: readonly number[], last: string, { keypoints, isPredicted }: Reading): Row | string {
  const count = numbers.length;
  const pose = keypoints === undefined ? Number.POSITIVE_INFINITY : 4 + keypoints.count * keypoints.numbers;
  const isPose = count >= pose;
  const isTracked = isTrack(last) && (numbers.at(-1) ?? 0) > 1;
  const take = (length: number): Row => ({
    shape: numbers.slice(0, length),
    attributes: addedBy(numbers.slice(length), isTracked),
    isPose,
  });
  if (keypoints !== undefined) {
    const base = isPose ? pose : 4;
    if (count >= base && count <= base + 2) return take(base);
    return `${count} numbers are neither a box nor a box with ${keypoints.count} keypoints of ${keypoints.numbers}`;
  }
  if (count === 4 || count === 5) return take(4);
  if (count === 6 && (isTracked || (isTrack(last) && isPredicted))) return take(4);
  if (count < 6) return `${count} numbers are neither box nor polygon`;
  if (count % 2 === 1) return take(count - 1);
  return take(isTracked && count >= 8 ? count - 2 : count);
}

function addedBy(numbers: readonly number[], isTracked: boolean): Row["attributes"] {
  const [first, second] = numbers;
  if (first === undefined) return {};
  if (second !== undefined) return { confidence: first, track_id: second };
  return isTracked ? { track_id: first } : { confidence: first };
}

/** A keypoint that is not labeled stands at 0 0 or has the visibility 0. */
function pointsOf(
  numbers: readonly number[],
  keypoints: YoloKeypoints,
  { id, category_id, size }: { readonly id: number; readonly category_id: number; readonly size: ImageSize },
): Objects {
  const names = namesOf(keypoints);
  const objects: ImportedObject[] = [];
  const faults: string[] = [];
  for (const [at, [x = 0, y = 0, visibility = 2]] of pairsOf(numbers, keypoints.numbers).entries()) {
    if (visibility === 0 || (x === 0 && y === 0)) continue;
    if (isOut(x) || isOut(y)) {
      faults.push("a keypoint of it lies out of the picture");
      continue;
    }
    const attributes = { keypoint: names[at] ?? "", visible: visibility !== 1, instance: id };
    const points = [[x * size.widthPx, y * size.heightPx]];
    objects.push({ id: id + 1 + objects.length, category_id, type: "point", points, attributes });
  }
  return { objects, faults };
}

function pairsOf(numbers: readonly number[], length: number): number[][] {
  return Array.from({ length: numbers.length / length }, (_, at) => numbers.slice(at * length, (at + 1) * length));
}
