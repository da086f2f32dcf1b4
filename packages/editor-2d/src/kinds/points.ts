import type { JsonObject } from "@tessera/json";
import type { Point, Rect } from "../view/rect.js";

/** Finer than any screen shows at a useful zoom, and no long tails of digits in labels. */
const STEPS_PER_PX = 100;

/** New coordinates are kept to a hundredth of a pixel; those that were loaded stay as they are until they are moved. */
export function roundPx(value: number): number {
  const rounded = Math.round(value * STEPS_PER_PX) / STEPS_PER_PX;
  return rounded === 0 ? 0 : rounded;
}

export function roundPoint([x, y]: Point): Point {
  return [roundPx(x), roundPx(y)];
}

export function shiftPoint([x, y]: Point, from: Point, to: Point): Point {
  return roundPoint([x + (to[0] - from[0]), y + (to[1] - from[1])]);
}

/** The number between two, `t` from 0 to 1; beyond them on the same way. */
export function mix(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

export function isSamePoint(a: Point, b: Point): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

export function distancePx(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** `points` of a wire object as it is, where each is a pair of finite numbers. */
export function readPoints(wire: JsonObject): readonly Point[] | undefined {
  return isPointList(wire.points) ? wire.points : undefined;
}

function isPointList(value: unknown): value is readonly Point[] {
  return Array.isArray(value) && value.every(isPoint);
}

/** A pair of finite numbers. */
export function isPoint(value: unknown): value is Point {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
}

/** The point of a segment that is nearest to a place. */
export function nearestOnSegment(a: Point, b: Point, at: Point): Point {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const squaredLength = dx * dx + dy * dy;
  const along = squaredLength === 0 ? 0 : ((at[0] - a[0]) * dx + (at[1] - a[1]) * dy) / squaredLength;
  const clamped = Math.min(1, Math.max(0, along));
  return [a[0] + clamped * dx, a[1] + clamped * dy];
}

/** Where the arrows of an object begin and end. */
export function middleOf({ min, max }: { readonly min: Point; readonly max: Point }): Point {
  return [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2];
}

/** Whether a place is inside a closed outline, by the even-odd rule. */
export function isInside(points: readonly Point[], [x, y]: Point): boolean {
  let isOdd = false;
  let previous = points.at(-1);
  for (const point of points) {
    if (previous && point[1] > y !== previous[1] > y) {
      const crossing = point[0] + ((y - point[1]) / (previous[1] - point[1])) * (previous[0] - point[0]);
      if (x < crossing) isOdd = !isOdd;
    }
    previous = point;
  }
  return isOdd;
}

/** The rectangle around two corners. */
export function rectOf(a: Point, b: Point): Rect {
  return {
    minX: Math.min(a[0], b[0]),
    minY: Math.min(a[1], b[1]),
    maxX: Math.max(a[0], b[0]),
    maxY: Math.max(a[1], b[1]),
  };
}

/** A number for people: at most one digit behind the point. */
export function formatPx(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The segments of a path, each from its first to its second end. */
export function edgesOf(
  points: readonly Point[],
  { isClosed }: { isClosed: boolean },
): readonly (readonly [Point, Point])[] {
  const edges: (readonly [Point, Point])[] = [];
  for (const [index, point] of points.entries()) {
    const next = points[index + 1] ?? (isClosed ? points[0] : undefined);
    if (next) edges.push([point, next]);
  }
  return edges;
}

/** Twice-signed halves of the shoelace formula: positive where the nodes go clockwise on the screen. Square pixels. */
export function signedArea(points: readonly Point[]): number {
  return edgesOf(points, { isClosed: true }).reduce((sum, [a, b]) => sum + (a[0] * b[1] - b[0] * a[1]) / 2, 0);
}
