import { describe, expect, it } from "vitest";
import { readFixture } from "../testing/fixtures.js";
import { traceContours } from "./contours.js";
import { objectMasks } from "./object-masks.js";
import { traceOutlines } from "./outlines.js";
import {
  areaOfRuns,
  boxOfRuns,
  type CompressedRle,
  type Mask,
  maskOfRuns,
  paintRuns,
  readRle,
  runsOfMask,
  writeRle,
  writeUncompressedRle,
} from "./rle.js";
import { mergeRuns } from "./rle-merge.js";
import { runsOfPolygon, runsOfPolygons } from "./rle-polygon.js";

interface Fixture {
  readonly masks: readonly {
    name: string;
    rows: string[];
    rle: CompressedRle;
    area: number;
    box: number[];
    contours: [number, number][][];
  }[];
  readonly ellipses: readonly { size: [number, number]; rle: CompressedRle; area: number; box: number[] }[];
  readonly polygons: readonly {
    name: string;
    size: [number, number];
    polygons: number[][];
    rles: string[];
    union: string;
    areas: number[];
    unionArea: number;
  }[];
  readonly merges: readonly { size: [number, number]; rles: string[]; union: string; intersection: string }[];
}

const fixture = readFixture<Fixture>("masks.json");

function maskOf(rows: readonly string[]): Mask {
  const data = Uint8Array.from(rows.join(""), (character) => (character === "#" ? 1 : 0));
  return { widthPx: rows[0]?.length ?? 0, heightPx: rows.length, data };
}

describe("RLE, against pycocotools", () => {
  it.each(fixture.masks)("$name", ({ rows, rle, area, box }) => {
    const mask = maskOf(rows);
    const runs = runsOfMask(mask);
    expect(writeRle(runs)).toEqual(rle);
    expect(maskOfRuns(readRle(rle))).toEqual(mask);
    expect(readRle(writeUncompressedRle(runs))).toEqual(runs);
    expect(areaOfRuns(runs)).toBe(area);
    expect(boxOfRuns(runs)).toEqual(box);
  });

  it.each(fixture.ellipses)("an ellipse in $size", ({ rle, area, box }) => {
    const runs = readRle(rle);
    expect(areaOfRuns(runs)).toBe(area);
    expect(boxOfRuns(runs)).toEqual(box);
    expect(writeRle(runsOfMask(maskOfRuns(runs)))).toEqual(rle);
  });

  it.each(fixture.merges)("merges %#", ({ size, rles, union, intersection }) => {
    const masks = rles.map((counts) => readRle({ size, counts }));
    expect(writeRle(mergeRuns(masks)).counts).toBe(union);
    expect(writeRle(mergeRuns(masks, { how: "intersection" })).counts).toBe(intersection);
  });

  it.each(fixture.polygons)(
    "fills polygons by its rule: $name",
    ({ size, polygons, rles, union, areas, unionArea }) => {
      const [heightPx, widthPx] = size;
      polygons.forEach((polygon, index) => {
        const runs = runsOfPolygon(polygon, { widthPx, heightPx });
        expect(writeRle(runs).counts).toBe(rles[index]);
        expect(areaOfRuns(runs)).toBe(areas[index]);
      });
      const runs = runsOfPolygons(polygons, { widthPx, heightPx });
      expect(areaOfRuns(runs)).toBe(unionArea);
      // One polygon is not merged by pycocotools, and may keep runs of zero; what is merged has none.
      expect(maskOfRuns(readRle({ size, counts: union }))).toEqual(maskOfRuns(runs));
    },
  );

  it.each<[string, { size: [number, number]; counts: string | number[] }, string]>([
    ["longer than its mask", { size: [2, 2], counts: [1, 4] }, "longer than its mask: 5 pixels"],
    ["shorter than its mask", { size: [2, 2], counts: "12" }, "shorter than its mask: 3 pixels"],
    ["empty", { size: [2, 2], counts: "" }, "shorter"],
    ["truncated in a run", { size: [2, 2], counts: "1a" }, "truncated in the middle"],
    ["of strange characters", { size: [2, 2], counts: "1 2" }, 'holds " " at 1'],
    ["of endless runs", { size: [2, 2], counts: "oooooooooooo" }, "longer than any mask"],
    ["of negative runs", { size: [2, 2], counts: "1O" }, "is no length"],
    ["of negative numbers", { size: [2, 2], counts: [5, -1] }, "run 1 is -1"],
    ["of fractions", { size: [2, 2], counts: [1.5, 2.5] }, "run 0 is 1.5"],
    ["of no size", { size: [0, 2], counts: [] }, "no size"],
    ["of an absurd size", { size: [1e9, 1e9], counts: [1e18] }, "too large"],
  ])("refuses one that is %s", (_, rle, message) => {
    expect(() => readRle(rle)).toThrow(
      expect.objectContaining({ name: "CodecError", message: expect.stringContaining(message) }),
    );
  });

  it.each<[string, number[], string]>([
    ["two corners", [1, 1, 2, 2], "needs three"],
    ["half a corner", [1, 1, 2, 2, 3, 3, 4], "whole corners"],
    ["NaN", [1, 1, 2, 2, Number.NaN, 3], "not finite"],
    ["absurd numbers", [0, 0, 1e300, 0, 0, 1e300], "too far"],
  ])("refuses a polygon of %s", (_, polygon, message) => {
    expect(() => runsOfPolygon(polygon, { widthPx: 9, heightPx: 9 })).toThrow(message);
  });
});

describe("contours", () => {
  it.each(fixture.masks)("are those of OpenCV, in its order: $name", ({ rows, contours }) => {
    expect(traceContours(maskOf(rows)).map(({ points }) => points)).toEqual(contours);
  });
});

describe("outlines", () => {
  it.each(fixture.masks)("fill to the mask again, holes taken out: $name", ({ rows, area }) => {
    const mask = maskOf(rows);
    const filled = new Uint8Array(mask.data.length);
    const outlines = traceOutlines(mask);
    for (const { points, isHole } of outlines) {
      const { data } = maskOfRuns(runsOfPolygon(points.flat(), mask));
      for (let i = 0; i < data.length; i++) filled[i] = (filled[i] ?? 0) + (isHole ? -1 : 1) * (data[i] ?? 0);
    }
    expect(filled).toEqual(mask.data);
    expect(outlines.reduce((sum, { areaPx, isHole }) => sum + (isHole ? -areaPx : areaPx), 0)).toBe(area);
  });

  it("name the corners once, outer ones clockwise", () => {
    expect(traceOutlines(maskOf(["###", "#.#", "###"]))).toEqual([
      {
        points: [
          [0, 0],
          [3, 0],
          [3, 3],
          [0, 3],
        ],
        isHole: false,
        areaPx: 9,
      },
      {
        points: [
          [1, 2],
          [2, 2],
          [2, 1],
          [1, 1],
        ].map(([x = 0, y = 0]) => [x, y]),
        isHole: true,
        areaPx: 1,
      },
    ]);
  });
});

describe("objectMasks", () => {
  it("finds all objects in one pass, as each by itself", () => {
    const widthPx = 37;
    const heightPx = 23;
    const ids = Uint32Array.from({ length: widthPx * heightPx }, (_, at) =>
      (at * 7919) % 13 < 5 ? (at % 6) * 70_001 : 0,
    );
    const objects = objectMasks({ widthPx, heightPx, ids });
    expect([...objects.keys()].sort((a, b) => a - b)).toEqual(
      [...new Set(ids)].filter((id) => id > 0).sort((a, b) => a - b),
    );
    const painted = new Uint32Array(ids.length);
    for (const [id, { runs, areaPx, box }] of objects) {
      const alone = runsOfMask({ widthPx, heightPx, data: Uint8Array.from(ids, (other) => (other === id ? 1 : 0)) });
      expect(runs).toEqual(alone);
      expect(areaPx).toBe(areaOfRuns(alone));
      expect(box).toEqual(boxOfRuns(alone));
      paintRuns(painted, runs, id);
    }
    expect(painted).toEqual(ids);
  });

  it.each([
    ["one object over everything", [5, 5, 5, 5, 5, 5], [[5, [0, 6]]]],
    ["the last pixel", [0, 0, 0, 0, 0, 3], [[3, [5, 1]]]],
    [
      "touching ones",
      [1, 1, 2, 1, 1, 2],
      [
        [1, [0, 4, 2]],
        [2, [4, 2]],
      ],
    ],
    ["none", [0, 0, 0, 0, 0, 0], []],
  ])("takes %s", (_, ids, expected) => {
    const objects = objectMasks({ widthPx: 3, heightPx: 2, ids: Uint32Array.from(ids) });
    expect(Array.from(objects, ([id, { runs }]) => [id, Array.from(runs.counts)])).toEqual(expected);
  });
});
