import { distancePx, nearestOnSegment } from "../kinds/points.js";
import type { Point } from "../view/rect.js";

/**
 * A line with fewer nodes that stays within `tolerance` of the given one (Ramer–Douglas–Peucker). Its ends stay.
 * Without recursion, as a stroke may have thousands of nodes.
 */
export function simplify(points: readonly Point[], tolerance: number): readonly Point[] {
  const keeps = new Uint8Array(points.length);
  const stretches: [first: number, last: number][] = [[0, points.length - 1]];
  keeps[0] = 1;
  keeps[points.length - 1] = 1;
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    const [first, last] = stretch;
    const farthest = farthestBetween(points, first, last);
    if (!farthest || farthest.distance <= tolerance) continue;
    keeps[farthest.index] = 1;
    stretches.push([first, farthest.index], [farthest.index, last]);
  }
  return points.filter((_, index) => keeps[index] === 1);
}

function farthestBetween(points: readonly Point[], first: number, last: number) {
  const [start, end] = [points[first], points[last]];
  if (!start || !end) return undefined;
  let farthest: { readonly index: number; readonly distance: number } | undefined;
  for (let index = first + 1; index < last; index++) {
    const point = points[index];
    if (!point) continue;
    const distance = distancePx(point, nearestOnSegment(start, end, point));
    if (!farthest || distance > farthest.distance) farthest = { index, distance };
  }
  return farthest;
}
