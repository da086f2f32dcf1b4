import { describe, expect, test } from "vitest";
import { fitImage, panBy } from "./camera.js";
import {
  sortByDistance,
  TILE_SIZE,
  tileKey,
  tileRect,
  tilesOver,
  toDeviceRect,
  viewInDevicePixels,
} from "./tile-grid.js";

describe("tile grid", () => {
  test("tiles over a rectangle cover it with none to spare", () => {
    expect(tilesOver({ minX: 0, minY: 0, maxX: TILE_SIZE, maxY: 1 })).toEqual([{ column: 0, row: 0 }]);
    expect(tilesOver({ minX: -1, minY: 0, maxX: TILE_SIZE + 1, maxY: 1 }).map(({ column }) => column)).toEqual([
      -1, 0, 1,
    ]);
    expect(tilesOver({ minX: 0, minY: 0, maxX: 1, maxY: 1 }, 1)).toHaveLength(9);
  });

  test("every pixel of a view lies in just one tile", () => {
    const view = { minX: -700, minY: 300, maxX: 900, maxY: 1300 };
    const area = tilesOver(view)
      .map(tileRect)
      .map((rect) => {
        const width = Math.min(rect.maxX, view.maxX) - Math.max(rect.minX, view.minX);
        return width * (Math.min(rect.maxY, view.maxY) - Math.max(rect.minY, view.minY));
      });
    expect(Math.min(...area)).toBeGreaterThan(0);
    expect(area.reduce((sum, each) => sum + each, 0)).toBe(1600 * 1000);
  });

  test("keys are one to one, on both sides of zero", () => {
    const places = tilesOver({ minX: -5000, minY: -5000, maxX: 5000, maxY: 5000 });
    expect(new Set(places.map(tileKey)).size).toBe(places.length);
  });

  test("the nearest come first", () => {
    const places = tilesOver({ minX: 0, minY: 0, maxX: 4 * TILE_SIZE, maxY: TILE_SIZE });
    const sorted = sortByDistance(places, [2.6 * TILE_SIZE, 100]).map(({ column }) => column);
    expect(sorted).toEqual([2, 3, 1, 0]);
  });

  test.each([1, 1.25, 1.7647, 2])("the view is on whole device pixels at a pixel ratio of %f", (pixelRatio) => {
    const size = { widthPx: 1280 / pixelRatio, heightPx: 800 / pixelRatio, pixelRatio };
    const camera = panBy({ ...fitImage(size, { widthPx: 4000, heightPx: 2500 }), zoom: 1.113 }, 0.3, 7.7);
    const view = viewInDevicePixels(camera);
    for (const value of Object.values(view)) expect(Number.isInteger(value)).toBe(true);
    expect(view.maxX - view.minX).toBe(1280);
    expect(view.maxY - view.minY).toBe(800);
  });

  test("a dirty rectangle grows outwards to whole pixels", () => {
    expect(toDeviceRect({ minX: 1.2, minY: 1, maxX: 2, maxY: 3 }, 2, 1)).toEqual({
      minX: 1,
      minY: 1,
      maxX: 5,
      maxY: 7,
    });
  });
});
