import { describe, expect, it } from "vitest";
import { type Fit, fitOf, fittedBitmap, fittedObject } from "./fit-picture.js";

const size = (widthPx: number, heightPx: number) => ({ widthPx, heightPx });
const header = (widthPx: number, heightPx: number, orientation = 1) => ({
  stored: size(widthPx, heightPx),
  orientation,
});
const shape = (type: string, ...points: number[][]) => ({ id: 1, category_id: 1, type, points });

describe("a picture of another size than the format says", () => {
  it.each([
    [size(200, 160), header(100, 80), "scaled"],
    [size(333, 250), header(1000, 751), "scaled"],
    [size(4000, 3000), header(133, 100), "scaled"],
    [size(100, 80), header(100, 80, 6), "turned"],
    [size(50, 40), header(100, 80, 8), "turned"],
    [size(40, 50), header(100, 80, 8), "scaled"],
    [size(80, 100), header(100, 80), "kept as they stand"],
    [size(80, 100), header(100, 80, 3), "kept as they stand"],
    [size(200, 100), header(100, 80), "kept as they stand"],
    [size(100, 80), header(100, 100), "kept as they stand"],
  ])("%o given, %o found: labels are %s", (given, found, due) =>
    expect(fitOf(given, found)?.reason).toMatch(new RegExp(`: the labels (?:were|are) ${due}`)),
  );
  it.each([
    [size(100, 80), header(100, 80)],
    [size(80, 100), header(100, 80, 6)],
    [size(100, 80), header(100, 80, 3)],
  ])("%o given, %o found: nothing is due", (given, found) => expect(fitOf(given, found)).toBeUndefined());

  it("scales points", () => {
    const fit = fitOf(size(200, 160), header(100, 80)) as Fit;
    const polygon = shape("polygon", [10, 10], [50, 10], [50, 90]);
    expect(fittedObject(polygon, fit)).toEqual(shape("polygon", [5, 5], [25, 5], [25, 45]));
    const mask = { id: 1, category_id: 2 };
    expect(fittedObject(mask, fit)).toBe(mask);
  });

  // A box of 10 × 20 at the upper left corner of a picture that is stored as 100 × 80.
  it.each([
    [5, shape("bbox", [0, 0], [20, 10])],
    [6, shape("bbox", [60, 0], [80, 10])],
    [7, shape("bbox", [60, 90], [80, 100])],
    [8, shape("bbox", [0, 90], [20, 100])],
  ])("turns boxes as EXIF orientation %i turns the picture", (orientation, due) => {
    const fit = fitOf(size(100, 80), header(100, 80, orientation)) as Fit;
    expect(fittedObject(shape("bbox", [0, 0], [10, 20]), fit)).toEqual(due);
  });

  // Rows of a stored picture of 3 × 2: 1 2 3 and 4 5 6.
  it.each([
    [5, [1, 4, 2, 5, 3, 6]],
    [6, [4, 1, 5, 2, 6, 3]],
    [7, [6, 3, 5, 2, 4, 1]],
    [8, [3, 6, 2, 5, 1, 4]],
  ])("turns bitmaps as EXIF orientation %i turns the picture", (orientation, due) => {
    const bitmap = { ...size(3, 2), ids: Uint32Array.of(1, 2, 3, 4, 5, 6) };
    const fit = fitOf(size(3, 2), header(3, 2, orientation)) as Fit;
    expect(fittedBitmap(bitmap, fit)).toEqual({ ...size(2, 3), ids: Uint32Array.from(due) });
  });

  it("scales bitmaps", () => {
    const bitmap = { ...size(2, 1), ids: Uint32Array.of(1, 2) };
    const fit = fitOf(size(2, 1), header(4, 2)) as Fit;
    expect(fittedBitmap(bitmap, fit).ids).toEqual(Uint32Array.of(1, 1, 2, 2, 1, 1, 2, 2));
  });
});
