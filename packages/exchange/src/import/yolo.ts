import type { ImageSize } from "../assets/image-size.js";
import {
  EMPTY_BOX,
  type ImportedObject,
  type ImportFile,
  type ImportResult,
  type SkippedImport,
  stemOf,
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
    const rows = text.split(/\r?\n/).map((line) => line.trim().split(/\s+/));
    const reading = { classes, size, keypoints: options.keypoints, isPredicted: rows.some(isPrediction) };
    for (const [index, row] of rows.entries()) {
      if (row[0] === "") continue;
      const objects = objectsOf(row, annotations.length + 1, reading);
      if (typeof objects === "string") skipped.push({ place: `${fileName}, line ${index + 1}`, reason: objects });
      else annotations.push(...objects);
    }
    samples.push({ name, size, annotations });
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

function objectsOf(row: readonly string[], id: number, reading: Reading): ImportedObject[] | string {
  const [category_id = Number.NaN, ...numbers] = row.map(Number);
  if (!numbers.every(Number.isFinite)) return "it has what is no number";
  if (!reading.classes.has(category_id)) return `there is no class ${row[0]}`;
  const found = splitRow(numbers, row.at(-1) ?? "", reading);
  if (typeof found === "string") return found;
  const { shape, attributes } = found;
  const { keypoints, size } = reading;
  const isPose = keypoints !== undefined && shape.length > 4;
  const places = isPose ? shape.slice(0, 4) : shape;
  if (places.some((value) => value < -TOLERANCE || value > 1 + TOLERANCE)) return "it lies out of the picture";
  const shared = Object.keys(attributes).length === 0 ? {} : { attributes };
  if (shape.length !== 4 && !isPose) {
    const points = pairsOf(shape, 2).map(([x = 0, y = 0]) => [x * size.widthPx, y * size.heightPx]);
    return [{ id, category_id, type: "polygon", points, ...shared }];
  }
  const [x = 0, y = 0, width = 0, height = 0] = places;
  if (width <= 0 || height <= 0) return EMPTY_BOX;
  const corner = (side: number): number[] => [
    (x + (side * width) / 2) * size.widthPx,
    (y + (side * height) / 2) * size.heightPx,
  ];
  const box = { id, category_id, type: "bbox", points: [corner(-1), corner(1)], ...shared };
  if (!isPose) return [box];
  return [box, ...pointsOf(shape.slice(4), keypoints, { id, category_id, size })];
}

/** Tells the shape of a row from what a prediction adds to it. */
function splitRow(numbers: readonly number[], last: string, { keypoints, isPredicted }: Reading): Row | string {
  const count = numbers.length;
  const [before = 0, end = 0] = numbers.slice(-2);
  const box = keypoints === undefined || count <= 6 ? 4 : 4 + keypoints.count * keypoints.numbers;
  if (count === box) return { shape: numbers, attributes: {} };
  if (count === box + 1) {
    const isTracked = isTrack(last) && end > 1;
    return { shape: numbers.slice(0, -1), attributes: isTracked ? { track_id: end } : { confidence: end } };
  }
  if (count === box + 2 && (keypoints !== undefined || (isTrack(last) && (isPredicted || end > 1))))
    return { shape: numbers.slice(0, -2), attributes: { confidence: before, track_id: end } };
  if (keypoints !== undefined)
    return `${count} numbers are neither a box nor a box with ${keypoints.count} keypoints of ${keypoints.numbers}`;
  if (count >= 6 && count % 2 === 0) return { shape: numbers, attributes: {} };
  if (count >= 7) return { shape: numbers.slice(0, -1), attributes: { confidence: end } };
  return `${count} numbers are neither box nor polygon`;
}

/** A keypoint that is not labeled stands at 0 0 or has the visibility 0. */
function pointsOf(
  numbers: readonly number[],
  keypoints: YoloKeypoints,
  { id, category_id, size }: { readonly id: number; readonly category_id: number; readonly size: ImageSize },
): ImportedObject[] {
  const names = namesOf(keypoints);
  const found: ImportedObject[] = [];
  for (const [at, [x = 0, y = 0, visibility = 2]] of pairsOf(numbers, keypoints.numbers).entries()) {
    if (visibility === 0 || (x <= 0 && y <= 0)) continue;
    const attributes = { keypoint: names[at] ?? "", visible: visibility !== 1, instance: id };
    const points = [[x * size.widthPx, y * size.heightPx]];
    found.push({ id: id + 1 + found.length, category_id, type: "point", points, attributes });
  }
  return found;
}

function pairsOf(numbers: readonly number[], length: number): number[][] {
  return Array.from({ length: numbers.length / length }, (_, at) => numbers.slice(at * length, (at + 1) * length));
}
