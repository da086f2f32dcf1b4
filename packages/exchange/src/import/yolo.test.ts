import { describe, expect, it } from "vitest";
import { box, objectsOf, points, skippedOf } from "../testing/import-summary.js";
import { importYolo, type YoloKeypoints } from "./yolo.js";

/** Of a picture of 100 × 80. */
const read = (text: string, keypoints?: YoloKeypoints) =>
  importYolo([{ name: "labels/a.txt", text }], {
    ...{ classes: ["cat", "dog #2"], keypoints },
    sizeOf: () => ({ widthPx: 100, heightPx: 80 }),
  });
const BOX = "0 0.5 0.5 0.2 0.4";
const PLACED = box(40, 24, 60, 56);
const TRIANGLE = "0.1 0.1 0.2 0.1 0.2 0.2";
const CORNERS = points(10, 8, 20, 8, 20, 16);
const QUAD = `${TRIANGLE} 0.1 0.2`;
const QUAD_CORNERS = [...CORNERS, [10, 16]];

describe("rows of YOLO", () => {
  it.each([
    [BOX, ["bbox", PLACED]],
    [`  ${BOX.replaceAll(" ", "\t")}  `, ["bbox", PLACED]],
    ["0.0 0.5 0.5 0.2 0.4", ["bbox", PLACED]],
    ["0 5e-1 .5 0.2 4.0E-01", ["bbox", PLACED]],
    [`${BOX} 0.75`, ["bbox", PLACED, { confidence: 0.75 }]],
    [`${BOX} 1`, ["bbox", PLACED, { confidence: 1 }]],
    [`${BOX} 0.75 12`, ["bbox", PLACED, { confidence: 0.75, track_id: 12 }]],
    [`${BOX} 12`, ["bbox", PLACED, { track_id: 12 }]],
    [`0 ${TRIANGLE}`, ["polygon", CORNERS]],
    [`0 ${TRIANGLE} 0.9`, ["polygon", CORNERS, { confidence: 0.9 }]],
    [`0 ${TRIANGLE} 0.9 7`, ["polygon", CORNERS, { confidence: 0.9, track_id: 7 }]],
    [`0 ${QUAD}`, ["polygon", QUAD_CORNERS]],
    [`0 ${QUAD} 0.9 7`, ["polygon", QUAD_CORNERS, { confidence: 0.9, track_id: 7 }]],
  ])("%j", (row, object) => {
    const result = read(row);
    expect(result.skipped).toEqual([]);
    expect(objectsOf(result)).toEqual({ a: [["cat", ...object]] });
  });

  it("a track of 1 is one where other rows are predictions", () => {
    expect(objectsOf(read(`${BOX} 0.5 1\n${BOX} 0.5 2\r\n`)).a).toEqual([
      ["cat", "bbox", PLACED, { confidence: 0.5, track_id: 1 }],
      ["cat", "bbox", PLACED, { confidence: 0.5, track_id: 2 }],
    ]);
  });

  it.each([
    ["0 1.02 0.5 0.1 0.1", "it lies out of the picture"],
    ["0 -0.5 0.5 0.1 0.1", "it lies out of the picture"],
    [`0 ${TRIANGLE} 3 0.5`, "it lies out of the picture"],
    ["0 50 40 20 32", "it lies out of the picture"],
    ["0 0.5 0.5 0 0.1", "its box is empty"],
    ["0 0.5 0.5 -0.1 0.1", "it lies out of the picture"],
    ["2 0.5 0.5 0.1 0.1", "there is no class 2"],
    ["cat 0.5 0.5 0.1 0.1", "there is no class cat"],
    ["0 0,5 0,5 0,1 0,1", "it has what is no number"],
    ["0 nan 0.5 0.1 0.1", "it has what is no number"],
    ["0 0.5 0.5 0.1", "3 numbers are neither box nor polygon"],
  ])("%j is listed", (row, reason) => expect(skippedOf(read(row))).toEqual([`labels/a.txt, line 1: ${reason}`]));

  it.each(["", "\n", "\r\n \r\n"])("an empty file %j is a picture without objects", (text) =>
    expect(objectsOf(read(text))).toEqual({ a: [] }),
  );
});

describe("poses of YOLO", () => {
  const mark = (keypoint: string, x: number, y: number, visible = true) => [
    ...["cat", "point", [[x, y]], { keypoint, visible, instance: 1 }],
  ];
  const dots = (count: number, numbers: 2 | 3, names?: string[]) => ({ count, numbers, ...(names && { names }) });
  it.each([
    [dots(1, 2), `${BOX} 0.5 0.25`, [mark("1", 50, 20)]],
    [dots(1, 3), `${BOX} 0.5 0.25 1`, [mark("1", 50, 20, false)]],
    [dots(2, 2, ["l", "r"]), `${BOX} 0.45 0.4 0.55 0.4`, [mark("l", 45, 32), mark("r", 55, 32)]],
    [dots(2, 3), `${BOX} 0.45 0.4 2 0 0 0`, [mark("1", 45, 32)]],
    [dots(3, 2), `${BOX} 0 0 0.5 0.5 0 0`, [mark("2", 50, 40)]],
    [dots(2, 3), BOX, []],
  ])("%o: %j", (keypoints, row, marks) => {
    const result = read(row, keypoints);
    expect(result.skipped).toEqual([]);
    expect(objectsOf(result)).toEqual({ a: [["cat", "bbox", PLACED], ...marks] });
  });

  it.each([
    [dots(1, 2), `${BOX} 0.5 0.25 0.9`, { confidence: 0.9 }],
    [dots(1, 2), `${BOX} 0.5 0.25 0.9 3`, { confidence: 0.9, track_id: 3 }],
    [dots(2, 3), `${BOX} 0.45 0.4 2 0.5 0.25 2 0.9`, { confidence: 0.9 }],
  ])("%o: %j is predicted", (keypoints, row, attributes) =>
    expect(objectsOf(read(row, keypoints)).a?.[0]).toEqual(["cat", "bbox", PLACED, attributes]),
  );

  it.each([
    [dots(2, 2), `${BOX} 0.5 0.5 4 0.5`, "a keypoint of it lies out of the picture"],
    [dots(2, 3), `${BOX} 0.5 0.5 2 0.5`, "8 numbers are neither a box nor a box with 2 keypoints of 3"],
    [dots(17, 3), `${BOX} 0.5 0.5 2`, "7 numbers are neither a box nor a box with 17 keypoints of 3"],
  ])("%o: %j is listed", (keypoints, row, reason) =>
    expect(skippedOf(read(row, keypoints))).toEqual([`labels/a.txt, line 1: ${reason}`]),
  );
});
