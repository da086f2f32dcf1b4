import type { ReleaseReader } from "../release/open-release.js";
import type { ReportBuilder } from "./export-report.js";
import { type LabelObject, readPoints } from "./labels.js";

export const VECTOR_TYPES = ["vector", "bboxes", "keypoints"] as const;

/** An object of a vector label that the dataset has a category for. */
export interface NamedShape {
  readonly object: LabelObject;
  readonly category: string;
  readonly type: "bbox" | "polygon" | "polyline" | "point";
  readonly points: readonly (readonly [number, number])[];
}

const LEAST_POINTS = { bbox: 2, polygon: 3, polyline: 2, point: 1 } as const;

/** Objects of a sample, or of a frame of it. */
interface Labeled {
  readonly sample: string;
  readonly frame?: number | undefined;
  readonly objects: readonly LabelObject[];
}

/** The shapes of a sample; an object of no known category or type, or with too few points, is reported. */
export function namedShapes(
  { objects, sample, frame }: Labeled,
  names: ReadonlyMap<number, string>,
  report: ReportBuilder,
): NamedShape[] {
  const shapes: NamedShape[] = [];
  for (const object of objects) {
    const category = names.get(object.categoryId);
    const { type } = object.raw;
    const skip = (reason: string): void =>
      report.skip({ sample, ...(frame === undefined ? {} : { frame }), objectId: object.id, reason });
    if (category === undefined) skip(`the dataset has no category ${object.categoryId}`);
    else if (!isShapeType(type)) skip(`its type is ${String(type)}`);
    else {
      const points = readPoints(object, LEAST_POINTS[type]);
      if (points === undefined) skip(`a ${type} has at least ${LEAST_POINTS[type]} points`);
      else shapes.push({ object, category, type, points });
    }
  }
  return shapes;
}

function isShapeType(type: unknown): type is NamedShape["type"] {
  return typeof type === "string" && Object.hasOwn(LEAST_POINTS, type);
}

/** Left, top, right, bottom of a box's two corners, in whatever order they stand. */
export function cornersOf({ points }: NamedShape): readonly [number, number, number, number] {
  const [first = [0, 0], second = [0, 0]] = points;
  return [
    Math.min(first[0], second[0]),
    Math.min(first[1], second[1]),
    Math.max(first[0], second[0]),
    Math.max(first[1], second[1]),
  ];
}

export function categoryNames(release: ReleaseReader): ReadonlyMap<number, string> {
  return new Map(release.categories.map(({ id, name }) => [id, name]));
}
