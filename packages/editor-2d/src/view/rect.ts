/** A place: x to the right, y down. In image pixels unless a name says otherwise; pixel 0 spans 0 to 1. */
export type Point = readonly [number, number];

/** A rectangle with `minX <= maxX` and `minY <= maxY`; the shape that rbush keeps. */
export interface Rect {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/**
 * The smallest rectangle around the points; `undefined` of none.
 *
 * @example
 * boundsOf([[3, 1], [0, 5]]); // { minX: 0, minY: 1, maxX: 3, maxY: 5 }
 */
export function boundsOf(points: readonly Point[]): Rect | undefined {
  let minX = Number.POSITIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  for (const [x, y] of points) {
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return minX <= maxX && minY <= maxY ? { minX, minY, maxX, maxY } : undefined;
}

export function growRect(rect: Rect, by: number): Rect {
  return { minX: rect.minX - by, minY: rect.minY - by, maxX: rect.maxX + by, maxY: rect.maxY + by };
}

export function uniteRects(a: Rect, b: Rect): Rect {
  return {
    minX: Math.min(a.minX, b.minX),
    minY: Math.min(a.minY, b.minY),
    maxX: Math.max(a.maxX, b.maxX),
    maxY: Math.max(a.maxY, b.maxY),
  };
}

/** The common part; `undefined` where there is none of any area. */
export function intersectRects(a: Rect, b: Rect): Rect | undefined {
  const minX = Math.max(a.minX, b.minX);
  const minY = Math.max(a.minY, b.minY);
  const maxX = Math.min(a.maxX, b.maxX);
  const maxY = Math.min(a.maxY, b.maxY);
  return minX < maxX && minY < maxY ? { minX, minY, maxX, maxY } : undefined;
}

/**
 * The four corners of the box over two opposite ones, as a closed outline: what a `bbox` shape has for points.
 *
 * @example
 * boxOutline([0, 0], [4, 3]); // [[0, 0], [4, 0], [4, 3], [0, 3]]
 */
export function boxOutline(a: Point, b: Point): readonly Point[] {
  return [
    [a[0], a[1]],
    [b[0], a[1]],
    [b[0], b[1]],
    [a[0], b[1]],
  ];
}
