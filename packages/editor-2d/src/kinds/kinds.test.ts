import { describe, expect, it } from "vitest";
import { simplify } from "../tools/simplify.js";
import type { Point } from "../view/rect.js";
import { bboxKind, boxFrom } from "./bbox.js";
import { keypointKind } from "./keypoint.js";
import { polygonKind, polylineKind } from "./path.js";
import { isInside, roundPx, signedArea } from "./points.js";

const SQUARE: readonly Point[] = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];

it.each([
  [1.005, 1.01],
  [-0.001, 0],
  [0.1 + 0.2, 0.3],
  [12.345678, 12.35],
])("rounds %d to %d", (value, rounded) => {
  expect(Object.is(roundPx(value), rounded) || roundPx(value) - rounded).toBeTruthy();
  expect(roundPx(value)).toBeCloseTo(rounded, 1);
});

describe("kinds read only what is theirs", () => {
  const wires = [
    {
      type: "bbox",
      points: [
        [1, 2],
        [3, 4],
      ],
    },
    { type: "polygon", points: SQUARE },
    {
      type: "polyline",
      points: [
        [1, 2],
        [3, 4],
      ],
    },
    { type: "point", points: [[1, 2]] },
  ];
  const kinds = [bboxKind, polygonKind, polylineKind, keypointKind];

  it("and write it as it was", () => {
    for (const [index, kind] of kinds.entries()) {
      for (const [other, wire] of wires.entries()) {
        const geometry = kind.read(wire);
        if (index !== other) expect(geometry).toBeUndefined();
        else expect(kind.write(geometry as never)).toEqual(wire);
      }
    }
  });

  it.each([undefined, null, "text", [], [[1]], [[1, 2, 3]], [["1", "2"]], [[Number.NaN, 1]], [[1, Infinity]], {}])(
    "and no points %o",
    (points) => {
      for (const kind of kinds) expect(kind.read({ type: kind.id, points })).toBeUndefined();
    },
  );
});

it("a box is the same from any corner, and one with swapped corners is handled as drawn", () => {
  const box = [
    [10, 20],
    [30, 50],
  ];
  expect([boxFrom([10, 20], [30, 50]), boxFrom([30, 20], [10, 50]), boxFrom([30, 50], [10, 20])]).toEqual([
    box,
    box,
    box,
  ]);
  const swapped = bboxKind.read({
    type: "bbox",
    points: [
      [30, 50],
      [10, 20],
    ],
  });
  if (!swapped) throw new Error("Swapped corners are the editor's to handle");
  expect(bboxKind.describe(swapped)).toBe("20 × 30 px");
  expect(bboxKind.validate(swapped)).toBeUndefined();
  expect(bboxKind.handles.move(swapped, "corner:nw", [0, 0], {})).toEqual([
    [0, 0],
    [30, 50],
  ]);
});

it("every handle lies where dragging it to itself changes nothing", () => {
  for (const handle of bboxKind.handles.list([
    [1, 2],
    [30, 50],
  ])) {
    expect(
      bboxKind.handles.move(
        [
          [1, 2],
          [30, 50],
        ],
        handle.id,
        handle.at,
        {},
      ),
    ).toEqual([
      [1, 2],
      [30, 50],
    ]);
  }
  for (const handle of polygonKind.handles.list(SQUARE).filter(({ type }) => type === "node")) {
    expect(polygonKind.handles.move(SQUARE, handle.id, handle.at, {})).toEqual(SQUARE);
  }
  expect(polygonKind.handles.list(SQUARE).filter(({ type }) => type === "midpoint")).toHaveLength(4);
  expect(polylineKind.handles.list(SQUARE).filter(({ type }) => type === "midpoint")).toHaveLength(3);
});

it("measures areas and what is inside", () => {
  expect([signedArea(SQUARE), signedArea(SQUARE.toReversed())]).toEqual([100, -100]);
  expect([isInside(SQUARE, [5, 5]), isInside(SQUARE, [15, 5])]).toEqual([true, false]);
  expect(polygonKind.describe(SQUARE)).toBe("4 nodes, 100 px²");
  expect(polylineKind.describe(SQUARE)).toBe("4 nodes, 30 px");
});

describe("simplify", () => {
  it("keeps ends and corners, drops what lies between", () => {
    const line = Array.from({ length: 101 }, (_, x): Point => [x, x < 50 ? 0 : x - 50]);
    expect(simplify(line, 0.5)).toEqual([
      [0, 0],
      [50, 0],
      [100, 50],
    ]);
  });

  it.each([
    [[]],
    [[[1, 1]]],
    [
      [
        [1, 1],
        [2, 2],
      ],
    ],
  ] as [Point[]][])("leaves %o", (points) => {
    expect(simplify(points, 1)).toEqual(points);
  });

  it("takes a long stroke", () => {
    const circle = Array.from({ length: 20_000 }, (_, index): Point => {
      const angle = (index / 20_000) * 2 * Math.PI;
      return [100 * Math.cos(angle), 100 * Math.sin(angle)];
    });
    const thin = simplify(circle, 0.5);
    expect(thin.length).toBeGreaterThan(20);
    expect(thin.length).toBeLessThan(100);
  });
});
