import type { Point } from "./rect.js";

/** A shape, as far as hits go. Image pixels. */
export interface HitShape {
  readonly points: readonly Point[];
  readonly isClosed: boolean;
  readonly isFilled: boolean;
}

/** Whether the outline passes within `tolerance` of the place, or a filled shape contains it (even-odd). Image pixels. */
export function isHit(shape: HitShape, place: Point, tolerance: number): boolean {
  if (isNearOutline(shape, place, tolerance)) return true;
  return shape.isClosed && shape.isFilled && isInside(shape.points, place);
}

function isNearOutline(shape: HitShape, place: Point, tolerance: number): boolean {
  const { points } = shape;
  const limit = tolerance * tolerance;
  const last = points.at(-1);
  let previous = shape.isClosed ? last : points[0];
  for (const point of points) {
    if (previous !== undefined && squaredDistance(previous, point, place) <= limit) return true;
    previous = point;
  }
  return false;
}

/** Of a place to the segment from a to b. */
function squaredDistance(a: Point, b: Point, place: Point): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const squaredLength = dx * dx + dy * dy;
  const along = squaredLength === 0 ? 0 : ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / squaredLength;
  const clamped = Math.min(1, Math.max(0, along));
  return (a[0] + clamped * dx - place[0]) ** 2 + (a[1] + clamped * dy - place[1]) ** 2;
}

function isInside(points: readonly Point[], [x, y]: Point): boolean {
  let isOdd = false;
  let previous = points.at(-1);
  for (const point of points) {
    if (previous !== undefined && point[1] > y !== previous[1] > y) {
      const crossing = point[0] + ((y - point[1]) / (previous[1] - point[1])) * (previous[0] - point[0]);
      if (x < crossing) isOdd = !isOdd;
    }
    previous = point;
  }
  return isOdd;
}
