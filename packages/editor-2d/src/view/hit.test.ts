import { expect, test } from "vitest";
import { isHit } from "./hit.js";
import { boxShape } from "./testing/shapes.js";

const line = boxShape("l", [0, 0], [0, 0], {
  isClosed: false,
  isFilled: false,
  points: [
    [0, 0],
    [10, 0],
    [10, 10],
  ],
});

test.each([
  [[5, 1], 1, true],
  [[5, 1.1], 1, false],
  [[11, 5], 1, true],
  [[-0.9, 0], 1, true],
  // The way back from the last point to the first is not drawn.
  [[5, 5], 1, false],
] as const)("place %j is within %f of an open line: %s", (place, tolerance, expected) => {
  expect(isHit(line, place, tolerance)).toBe(expected);
});

test("a polygon that crosses itself is hit where it is filled: by the even-odd rule", () => {
  const star = boxShape("s", [0, 0], [0, 0], {
    points: [0, 2, 4, 1, 3].map(
      (i) => [Math.cos((i * 2 * Math.PI) / 5) * 10, Math.sin((i * 2 * Math.PI) / 5) * 10] as const,
    ),
  });
  expect(isHit(star, [0, 0], 0.1)).toBe(false);
  expect(isHit(star, [7, 0], 0.1)).toBe(true);
});

test("a lone point is hit within the tolerance; an unfilled polygon not inside", () => {
  const point = boxShape("p", [0, 0], [0, 0], { points: [[5, 5]], isClosed: false });
  expect(isHit(point, [7, 5], 2)).toBe(true);
  expect(isHit(point, [7.1, 5], 2)).toBe(false);
  expect(isHit(boxShape("f", [0, 0], [10, 10], { isFilled: false }), [5, 5], 1)).toBe(false);
});
