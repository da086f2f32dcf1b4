import type { Point } from "../view/rect.js";
import { edgesOf } from "./points.js";

/**
 * Whether the outline of a closed path crosses or touches itself other than at neighbours' shared nodes. Edges are
 * swept by x, so that a hand-drawn outline of thousands of nodes is checked as it is drawn.
 */
export function isSelfCrossing(points: readonly Point[]): boolean {
  const edges = edgesOf(points, { isClosed: true }).map(([a, b], index) => ({
    index,
    a,
    b,
    minX: Math.min(a[0], b[0]),
    maxX: Math.max(a[0], b[0]),
  }));
  const sorted = edges.toSorted((one, other) => one.minX - other.minX);
  let open: typeof sorted = [];
  for (const edge of sorted) {
    open = open.filter((other) => other.maxX >= edge.minX);
    const crosses = open.some((other) => !areNeighbours(edge.index, other.index, edges.length) && doCross(edge, other));
    if (crosses) return true;
    open.push(edge);
  }
  return false;
}

interface Edge {
  readonly a: Point;
  readonly b: Point;
}

function areNeighbours(i: number, j: number, count: number): boolean {
  const apart = Math.abs(i - j);
  return apart <= 1 || apart === count - 1;
}

function doCross({ a, b }: Edge, { a: c, b: d }: Edge): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc !== abd && cda !== cdb && abc * abd <= 0 && cda * cdb <= 0) {
    return !(abc === 0 && !isBetween(a, b, c)) && !(abd === 0 && !isBetween(a, b, d));
  }
  // All on one line: they overlap where an end of one lies on the other.
  return abc === 0 && abd === 0 && (isBetween(a, b, c) || isBetween(a, b, d) || isBetween(c, d, a));
}

/** 1 where a, b, c turn clockwise on the screen, -1 the other way, 0 on one line. */
function turn(a: Point, b: Point, c: Point): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

/** Of a point on the line through a and b: whether it lies between them. */
function isBetween(a: Point, b: Point, [x, y]: Point): boolean {
  return (
    x >= Math.min(a[0], b[0]) && x <= Math.max(a[0], b[0]) && y >= Math.min(a[1], b[1]) && y <= Math.max(a[1], b[1])
  );
}
