import { expect, it } from "vitest";
import { isSelfCrossing } from "./self-crossing.js";

it.each([
  [
    "a square",
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ],
    false,
  ],
  [
    "a bow tie",
    [
      [0, 0],
      [10, 10],
      [10, 0],
      [0, 10],
    ],
    true,
  ],
  [
    "a spike back on itself",
    [
      [0, 0],
      [10, 0],
      [20, 0],
      [5, 0],
      [5, 10],
    ],
    true,
  ],
  [
    "a node on another edge",
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [5, 0],
      [0, 10],
    ],
    true,
  ],
  [
    "a star",
    [
      [50, 0],
      [80, 90],
      [0, 35],
      [100, 35],
      [20, 90],
    ],
    true,
  ],
  [
    "an L",
    [
      [0, 0],
      [10, 0],
      [10, 5],
      [5, 5],
      [5, 10],
      [0, 10],
    ],
    false,
  ],
  [
    "a triangle",
    [
      [0, 0],
      [10, 0],
      [5, 5],
    ],
    false,
  ],
] as const)("crossing of %s", (_, points, expected) => {
  expect(isSelfCrossing(points, { countsTouching: true })).toBe(expected);
});

it("counts an outline that only touches itself where that is asked for", () => {
  const keyhole = [
    [0, 0],
    [10, 0],
    [10, 10],
    [5, 10],
    [5, 6],
    [6, 6],
    [6, 4],
    [4, 4],
    [4, 6],
    [5, 6],
    [5, 10],
    [0, 10],
  ] as const;
  expect(isSelfCrossing(keyhole)).toBe(false);
  expect(isSelfCrossing(keyhole, { countsTouching: true })).toBe(true);
});
