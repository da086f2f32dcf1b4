import { expect, test } from "vitest";
import { coveredArea } from "./covered-area.js";
import type { Point } from "./shapes.js";

const square = (x: number, y: number, size: number): readonly Point[] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
];

test.each([
  ["one outline", [square(0.5, 0.25, 20)], 400],
  ["two apart", [square(0, 0, 20), square(100, 0, 30)], 1300],
  ["two that touch", [square(0, 0, 20), square(20, 0, 20)], 800],
  ["two that overlap by 10 × 10", [square(0, 0, 20), square(10, 10, 30)], 1200],
  ["one inside another", [square(0, 0, 40), square(10, 10, 10)], 1600],
  [
    "two whose boxes alone overlap",
    [
      [
        [0, 0],
        [20, 0],
        [0, 20],
      ],
      [
        [40, 40],
        [19, 40],
        [40, 19],
      ],
    ],
    422,
  ],
] as const)("%s", (_, outlines, area) => {
  const covered = coveredArea(outlines as readonly (readonly Point[])[]);
  expect(Math.abs(covered - area)).toBeLessThanOrEqual(area * 0.01);
  // Exact where nothing overlaps.
  if (outlines.length === 1) expect(covered).toBe(area);
});

test("a bow tie covers what its mask covers, not the difference of its halves", () => {
  const bowTie: readonly Point[] = [
    [0, 0],
    [20, 20],
    [20, 0],
    [0, 20],
  ];
  expect(coveredArea([bowTie])).toBeGreaterThan(170);
  expect(coveredArea([bowTie])).toBeLessThan(220);
});
