import { describe, expect, it } from "vitest";
import { interpolatePolygon, interpolatePolyline, type Point2 } from "./interpolate-path.js";

/** A regular polygon of `count` nodes. */
function regular(count: number, [x, y]: Point2, radius: number, turn = 0): Point2[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = 2 * Math.PI * (index / count + turn);
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

function rotated<T>(items: readonly T[], by: number): T[] {
  return [...items.slice(by), ...items.slice(0, by)];
}

/** Whether two segments that are no neighbours cross. */
function crosses(points: readonly Point2[]): boolean {
  const side = (a: Point2, b: Point2, c: Point2) =>
    Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
  const segments = points.map((point, index) => [point, points[(index + 1) % points.length] as Point2] as const);
  return segments.some(([a, b], i) =>
    segments.some(
      ([c, d], j) =>
        Math.abs(i - j) > 1 &&
        Math.abs(i - j) < segments.length - 1 &&
        side(a, b, c) * side(a, b, d) < 0 &&
        side(c, d, a) * side(c, d, b) < 0,
    ),
  );
}

function area(points: readonly Point2[]): number {
  let sum = 0;
  for (const [index, [x, y]] of points.entries()) {
    const [nextX, nextY] = points[(index + 1) % points.length] as Point2;
    sum += x * nextY - nextX * y;
  }
  return Math.abs(sum / 2);
}

const rounded = (points: readonly Point2[]) =>
  points.map((point) => point.map((value) => Math.round(value * 1e6) / 1e6));

describe("interpolatePolygon", () => {
  const square: Point2[] = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ];
  const moved: Point2[] = square.map(([x, y]) => [x + 20, y]);

  it("pairs nodes by their order where one polygon was made by moving the other's", () => {
    const edited: Point2[] = [[2, 3], ...square.slice(1)];
    expect(interpolatePolygon(square, edited)(0.5)).toEqual([[1, 1.5], ...square.slice(1)]);
    expect(interpolatePolygon(square, moved)(0.25)).toEqual(square.map(([x, y]) => [x + 5, y]));
  });

  it.each([
    ["another start", rotated(moved, 1)],
    ["the other direction", moved.toReversed()],
    ["both", rotated(moved.toReversed(), 3)],
  ])("is the same square half-way, whatever the order: %s", (_, to) => {
    const half = rounded(interpolatePolygon(square, to)(0.5));
    const due = rounded(square.map(([x, y]) => [x + 10, y]));
    expect(half.toSorted()).toEqual(due.toSorted());
    expect(crosses(half as unknown as Point2[])).toBe(false);
  });

  it.each([0, 1, 3, 5])(
    "does not cross itself from a pentagon to a hexagon, reversed and begun elsewhere (%i)",
    (start) => {
      const from = regular(5, [0, 0], 10);
      const to = rotated(regular(6, [30, 5], 10, 0.05).toReversed(), start);
      for (const t of [0.25, 0.5, 0.75]) {
        const shape = interpolatePolygon(from, to)(t);
        expect(crosses(shape)).toBe(false);
        // Between the two areas: nothing is folded or collapsed.
        expect(area(shape)).toBeGreaterThan(0.9 * area(from));
        expect(area(shape)).toBeLessThan(1.05 * area(to));
      }
    },
  );

  it("drops nodes that only one of them has and that lie on a line", () => {
    const withNode: Point2[] = [[5, 0], ...square];
    const start: Point2[] = [[0, 0], [5, 0], ...square.slice(1)];
    expect(rounded(interpolatePolygon(square, start)(0.5)).toSorted()).toEqual(square.toSorted());
    expect(crosses(interpolatePolygon(square, withNode)(0.5))).toBe(false);
  });

  it("keeps a polygon a polygon where another has no area or a single place", () => {
    const flat: Point2[] = [
      [0, 0],
      [10, 0],
      [5, 0],
    ];
    expect(interpolatePolygon(square, flat)(0.5).every((point) => point.every(Number.isFinite))).toBe(true);
    const dot: Point2[] = [
      [3, 3],
      [3, 3],
      [3, 3],
    ];
    const half = interpolatePolygon(square, dot)(0.5);
    expect(half.length).toBeGreaterThanOrEqual(3);
    expect(half.every((point) => point.every(Number.isFinite))).toBe(true);
  });
});

it("pairs thousands of nodes without comparing each with each", () => {
  const from = regular(5000, [0, 0], 100);
  const edited = regular(5000, [50, 0], 120);
  const half = interpolatePolygon(from, edited)(0.5);
  expect(half).toHaveLength(5000);
  expect(half[0]).toEqual([135, 0]);
  expect(interpolatePolygon(from, regular(4999, [50, 0], 120))(0.5).length).toBeGreaterThan(5000);
});

describe("interpolatePolyline", () => {
  it("goes in the direction in which the two lie closer", () => {
    const from: Point2[] = [
      [0, 0],
      [4, 0],
    ];
    const to: Point2[] = [
      [4, 2],
      [0, 2],
    ];
    expect(interpolatePolyline(from, to)(0.5)).toEqual([
      [0, 1],
      [4, 1],
    ]);
  });

  it("puts nodes that one of them has into the other, by the share of the length", () => {
    const from: Point2[] = [
      [0, 0],
      [10, 0],
    ];
    const to: Point2[] = [
      [0, 10],
      [5, 20],
      [10, 10],
    ];
    expect(rounded(interpolatePolyline(from, to)(0.5))).toEqual([
      [0, 5],
      [5, 10],
      [10, 5],
    ]);
  });
});
