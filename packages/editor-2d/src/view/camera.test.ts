import { describe, expect, test } from "vitest";
import {
  type Camera,
  centerOn,
  deviceOrigin,
  fitImage,
  fitRect,
  imageToScreen,
  MAX_ZOOM,
  panBy,
  resized,
  screenToImage,
  visibleRect,
  zoomAt,
} from "./camera.js";

const VIEW = { widthPx: 1032, heightPx: 832, pixelRatio: 1 };
const camera = fitImage(VIEW, { widthPx: 2000, heightPx: 1000 });

describe("camera", () => {
  test("fits the whole image with a margin, centered", () => {
    expect(camera.zoom).toBe(0.5);
    expect(imageToScreen(camera, [0, 0])).toEqual([16, 166]);
    expect(imageToScreen(camera, [2000, 1000])).toEqual([1016, 666]);
  });

  test("fits a small image by enlarging it, and an empty size as one pixel", () => {
    expect(fitImage(VIEW, { widthPx: 100, heightPx: 50 }).zoom).toBe(10);
    expect(fitImage({ widthPx: 0, heightPx: 0, pixelRatio: 1 }, { widthPx: 0, heightPx: 0 }).zoom).toBe(1);
  });

  test.each([0.5, 1, 7.3, 64])("screen and image places are inverse at zoom %f", (zoom) => {
    const at = { ...camera, zoom };
    const [x, y] = screenToImage(at, imageToScreen(at, [123.25, 456.5]));
    expect(x).toBeCloseTo(123.25, 9);
    expect(y).toBeCloseTo(456.5, 9);
  });

  test("zooming keeps the place under the pointer, also back and forth", () => {
    const place = [700, 300] as const;
    const before = screenToImage(camera, place);
    let zoomed: Camera = camera;
    for (let i = 0; i < 20; i++) zoomed = zoomAt(zoomed, place, 1.1);
    expect(screenToImage(zoomed, place)[0]).toBeCloseTo(before[0], 6);
    for (let i = 0; i < 20; i++) zoomed = zoomAt(zoomed, place, 1 / 1.1);
    expect(zoomed.center[0]).toBeCloseTo(camera.center[0], 6);
    expect(zoomed.zoom).toBeCloseTo(camera.zoom, 9);
  });

  test("the zoom stays between the whole image and 64 screen pixels a pixel", () => {
    expect(zoomAt(camera, [0, 0], 1e9).zoom).toBe(MAX_ZOOM);
    expect(zoomAt(camera, [0, 0], 1e-9).zoom).toBe(0.5);
    const small = fitImage(VIEW, { widthPx: 100, heightPx: 50 });
    expect(zoomAt(small, [0, 0], 1e-9).zoom).toBe(1);
  });

  test("panning moves by screen pixels and never loses the image", () => {
    expect(imageToScreen(panBy(camera, 30, -20), [0, 0])).toEqual([46, 146]);
    expect(panBy(camera, 1e9, 1e9).center).toEqual([0, 0]);
    expect(centerOn(camera, [-5, 99999]).center).toEqual([0, 1000]);
  });

  test("a view that changes its size keeps zoom and middle", () => {
    const moved = centerOn({ ...camera, zoom: 3 }, [400, 300]);
    const smaller = resized(moved, { widthPx: 500, heightPx: 400, pixelRatio: 2 });
    expect(smaller.zoom).toBe(3);
    expect(screenToImage(smaller, [250, 200])).toEqual([400, 300]);
  });

  test("fits a rectangle up to a zoom", () => {
    const rect = { minX: 100, minY: 100, maxX: 110, maxY: 110 };
    expect(fitRect(camera, rect).zoom).toBe(64);
    const bounded = fitRect(camera, rect, { maxZoom: 8 });
    expect(bounded.zoom).toBe(8);
    expect(bounded.center).toEqual([105, 105]);
  });

  test.each([1, 1.25, 1.5, 1.7647, 2])(
    "drawing begins on a whole device pixel at a pixel ratio of %f",
    (pixelRatio) => {
      const moved = panBy({ ...camera, pixelRatio, zoom: 1.37 }, 0.4, 0.3);
      for (const value of deviceOrigin(moved)) expect(Number.isInteger(value)).toBe(true);
      const [x] = imageToScreen(moved, [0, 0]);
      expect(Math.abs(deviceOrigin(moved)[0] - x * pixelRatio)).toBeLessThanOrEqual(0.5);
    },
  );

  test("the visible part", () => {
    expect(visibleRect({ ...camera, zoom: 2, center: [500, 500] })).toEqual({
      minX: 242,
      minY: 292,
      maxX: 758,
      maxY: 708,
    });
  });
});
