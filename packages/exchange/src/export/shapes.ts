import { at, listAt } from "@tessera/json";
import type { ReleaseCategory } from "../release/release-types.js";
import { type LabelObject, readPoints } from "./labels.js";

export type Point = readonly [number, number];

/** A shape of an image as the standard formats take it. Points that belong to one thing come as `keypoints`. */
export type Shape =
  | {
      readonly type: "bbox" | "polygon" | "polyline";
      readonly objects: readonly [LabelObject];
      readonly points: readonly Point[];
    }
  | {
      readonly type: "keypoints";
      readonly objects: readonly LabelObject[];
      /** By the places of the category's keypoint names; undefined where one is not there. */
      readonly keypoints: readonly (Keypoint | undefined)[];
      /** Whether the category names its keypoints. */
      readonly isNamed: boolean;
    };

export interface Keypoint {
  readonly point: Point;
  readonly isVisible: boolean;
}

const LEAST = { bbox: 2, polygon: 3, polyline: 2, point: 1 } as const;

/** Names of a category's keypoints, where it has them. */
export function keypointNames(category: ReleaseCategory | undefined): readonly string[] {
  const names = listAt(category, "keypoints");
  return names?.every((name) => typeof name === "string") ? (names as readonly string[]) : [];
}

/** The shapes of a label: named points of one category and `instance` become one set of keypoints, others one of their own. */
export function shapesOf(
  objects: readonly LabelObject[],
  categories: ReadonlyMap<number, ReleaseCategory>,
  skip: (object: LabelObject, reason: string) => void,
): Shape[] {
  const shapes: Shape[] = [];
  const sets = new Map<string, { objects: LabelObject[]; keypoints: (Keypoint | undefined)[] }>();
  for (const object of objects) {
    const { type } = object.raw;
    if (type !== "bbox" && type !== "polygon" && type !== "polyline" && type !== "point") {
      skip(object, `its type is ${String(type)}`);
      continue;
    }
    // A third number has no place in an image.
    const points = readPoints(object, LEAST[type])?.map(([x, y]): Point => [x, y]);
    const [first] = points ?? [];
    if (points === undefined || first === undefined) {
      skip(object, `a ${type} has at least ${LEAST[type]} points`);
      continue;
    }
    if (type !== "point") {
      shapes.push({ type, objects: [object], points });
      continue;
    }
    const names = keypointNames(categories.get(object.categoryId));
    const place = names.indexOf(String(at(object.raw, "attributes", "keypoint")));
    const keypoint = { point: first, isVisible: at(object.raw, "attributes", "visible") !== false };
    if (place < 0) {
      shapes.push({ type: "keypoints", objects: [object], keypoints: [keypoint], isNamed: false });
      continue;
    }
    const key = JSON.stringify([object.categoryId, at(object.raw, "attributes", "instance") ?? null]);
    let set = sets.get(key);
    // A name that is there already begins another thing.
    if (set === undefined || set.keypoints[place] !== undefined) {
      set = { objects: [], keypoints: names.map(() => undefined) };
      sets.set(key, set);
      shapes.push({ type: "keypoints", ...set, isNamed: true });
    }
    set.objects.push(object);
    set.keypoints[place] = keypoint;
  }
  return shapes;
}

/** Left, top, right, bottom. */
export function extentOf(points: readonly Point[]): readonly [number, number, number, number] {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return [left, top, right, bottom];
}

/** A polygon's points, or a box's four corners from the left top one, clockwise. */
export function outlineOf({
  type,
  points,
}: {
  readonly type: string;
  readonly points: readonly Point[];
}): readonly Point[] {
  if (type !== "bbox") return points;
  const [left, top, right, bottom] = extentOf(points);
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

export function polygonArea(points: readonly Point[]): number {
  let twice = 0;
  let [lastX, lastY] = points.at(-1) ?? [0, 0];
  for (const [x, y] of points) {
    twice += lastX * y - x * lastY;
    [lastX, lastY] = [x, y];
  }
  return Math.abs(twice) / 2;
}
