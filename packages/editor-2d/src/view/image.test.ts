import { describe, expect, test } from "vitest";
import { isGray16Png, rangeOf, shownPixels } from "./image-depth.js";
import { applyBrightness, countBrightness, equalizedBrightness } from "./image-equalize.js";
import { levelFor, levelSizes, PIECE_SIZE, pieceRects } from "./image-levels.js";
import { fileNameOf, ImageLoadError, loadImage } from "./image-source.js";

describe("levels", () => {
  test("halve until they are small", () => {
    expect(levelSizes(2001, 1000)).toEqual([
      { widthPx: 2001, heightPx: 1000 },
      { widthPx: 1001, heightPx: 500 },
      { widthPx: 501, heightPx: 250 },
    ]);
    expect(levelSizes(10, 3)).toHaveLength(1);
    expect(levelSizes(30_000, 1).at(-1)).toEqual({ widthPx: 469, heightPx: 1 });
  });

  test.each([
    [64, 0],
    [1, 0],
    [0.9, 0],
    [0.5, 1],
    [0.3, 1],
    [0.25, 2],
    [0.001, 4],
  ])("scale %f is drawn from level %i", (scale, level) => {
    expect(levelFor(scale, 5)).toBe(level);
  });

  test("pieces cover a large level exactly", () => {
    const rects = pieceRects(8000, 4097);
    expect(rects).toHaveLength(4);
    const area = rects.reduce((sum, { minX, minY, maxX, maxY }) => sum + (maxX - minX) * (maxY - minY), 0);
    expect(area).toBe(8000 * 4097);
    expect(Math.max(...rects.map(({ minX, maxX }) => maxX - minX))).toBe(PIECE_SIZE);
  });
});

describe("equalization", () => {
  test("spreads what is crowded over the whole range, and keeps order and hues", () => {
    const gray = (value: number) => [value, value, value, 255];
    const pixels = new Uint8ClampedArray([...gray(100), ...gray(101), ...gray(102), 200, 100, 0, 255]);
    const histogram = new Uint32Array(256);
    countBrightness(pixels, histogram);
    applyBrightness(pixels, equalizedBrightness(histogram));
    expect([...pixels.slice(0, 12)]).toEqual([...gray(0), ...gray(85), ...gray(170)]);
    const [red = 0, green = 0, blue] = pixels.slice(12);
    expect(red / green).toBeCloseTo(2, 1);
    expect(blue).toBe(0);
  });

  test("an image of one brightness stays as it is", () => {
    const histogram = new Uint32Array(256);
    histogram[77] = 1000;
    expect(equalizedBrightness(histogram)[77]).toBe(77);
    expect(equalizedBrightness(new Uint32Array(256))[5]).toBe(5);
  });
});

describe("16-bit gray", () => {
  const png = (bitDepth: number, colorType: number) =>
    Uint8Array.of(
      0x89,
      0x50,
      0x4e,
      0x47,
      13,
      10,
      26,
      10,
      0,
      0,
      0,
      13,
      73,
      72,
      68,
      82,
      0,
      0,
      1,
      0,
      0,
      0,
      1,
      0,
      bitDepth,
      colorType,
    );

  test("is told by the header of a PNG", () => {
    expect(isGray16Png(png(16, 0))).toBe(true);
    expect(isGray16Png(png(16, 2))).toBe(false);
    expect(isGray16Png(png(8, 0))).toBe(false);
    expect(isGray16Png(png(16, 0).subarray(0, 20))).toBe(false);
    const huge = png(16, 0);
    huge[16] = 0x7f;
    expect(isGray16Png(huge)).toBe(false);
  });

  test("is spread from its least value to its greatest", () => {
    const values = Uint16Array.of(100, 1_120, 4_180);
    const range = rangeOf(values);
    expect(range).toEqual({ minValue: 100, maxValue: 4_180 });
    expect([...shownPixels(values, range)]).toEqual([0, 0, 0, 255, 64, 64, 64, 255, 255, 255, 255, 255]);
  });

  test("of one value is shown by that value", () => {
    const values = Uint16Array.of(257 * 40, 257 * 40);
    expect([...shownPixels(values, rangeOf(values)).subarray(0, 4)]).toEqual([40, 40, 40, 255]);
    expect(rangeOf(new Uint16Array(0))).toEqual({ minValue: 0, maxValue: 65_535 });
  });
});

describe("loading", () => {
  test.each([
    ["https://host/a/b/img%20one.jpg?X-Signature=abc#x", "img one.jpg"],
    ["https://host/%E0%A4%A.png", "%E0%A4%A.png"],
    ["data:,", "data:,"],
  ])("the name of %s", (url, name) => {
    expect(fileNameOf(url)).toBe(name);
  });

  test("what cannot be reached says so by the file's name", async () => {
    const failure = loadImage("http://127.0.0.1:1/folder/photo.jpg?signature=1");
    await expect(failure).rejects.toBeInstanceOf(ImageLoadError);
    await expect(failure).rejects.toMatchObject({
      problem: "unreachable",
      message: expect.stringMatching(/^photo\.jpg /),
    });
  });

  test("an aborted load rejects with the signal's reason", async () => {
    const reason = new Error("another sample");
    await expect(loadImage("http://127.0.0.1:1/x.jpg", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
