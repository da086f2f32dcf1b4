import { expect, test } from "vitest";
import { shapePath } from "./shape-path.js";

test.each([
  [
    [
      [10, 10],
      [50, 10],
      [50, 40],
    ],
    true,
    "M1 1L5 1L5 4Z",
  ],
  [
    [
      [10, 10],
      [50, 10],
    ],
    false,
    "M1 1L5 1",
  ],
  [[[3, 7]], false, "M0.3 0.7h0"],
  [
    [
      [3, 7],
      [3.1, 7.1],
    ],
    true,
    "M0.3 0.7h0",
  ],
  [[[-0.01, 0]], false, "M0 0h0"],
  [[], true, ""],
] as const)("%j, closed: %s, is %s", (points, isClosed, path) => {
  expect(shapePath(points, { isClosed, scale: 0.1 })).toBe(path);
});
