import { expect, test } from "vitest";
import { TILE_SIZE, tilesOver } from "./tile-grid.js";
import { isSharp, isWaiting, TileLayer } from "./tile-layer.js";

const S = TILE_SIZE;

test("a new tile is wholly to be painted", () => {
  const tile = new TileLayer(1).ensure({ column: 1, row: 0 });
  expect(tile.todo).toEqual({ minX: S, minY: 0, maxX: 2 * S, maxY: S });
  expect(isWaiting(tile)).toBe(true);
  expect(isSharp(tile)).toBe(false);
});

test("a dirty rectangle touches its tiles only, and grows by the next", () => {
  const layer = new TileLayer(1);
  const places = tilesOver({ minX: 0, minY: 0, maxX: 3 * S, maxY: S });
  const tiles = places.map((place) => layer.ensure(place));
  for (const tile of tiles) {
    tile.todo = undefined;
    tile.isBlank = true;
  }
  layer.invalidate({ minX: S - 10, minY: 5, maxX: S + 20, maxY: 15 });
  expect(tiles.map(({ todo }) => todo)).toEqual([
    { minX: S - 10, minY: 5, maxX: S, maxY: 15 },
    { minX: S, minY: 5, maxX: S + 20, maxY: 15 },
    undefined,
  ]);
  layer.invalidate({ minX: S + 100, minY: 100, maxX: S + 110, maxY: 110 });
  expect(tiles[1]?.todo).toEqual({ minX: S, minY: 5, maxX: S + 110, maxY: 110 });
  expect(layer.covers(places)).toBe(true);
  expect(isSharp(tiles[0])).toBe(false);
  expect(isSharp(tiles[2])).toBe(true);
});

test("what is not needed goes", () => {
  const layer = new TileLayer(1);
  layer.ensure({ column: 0, row: 0 });
  layer.ensure({ column: 9, row: 0 });
  layer.keepOnly([{ column: 0, row: 0 }]);
  expect(layer.size).toBe(1);
  layer.dispose();
  expect(layer.size).toBe(0);
});
