import { type Camera, deviceOrigin } from "./camera.js";
import type { Point, Rect } from "./rect.js";

/** Side of a tile in device pixels: large enough for few copies a frame, small enough to be painted in little time. */
export const TILE_SIZE = 512;

/** Where a tile lies: its column and row from the image's top left corner. */
export interface TilePlace {
  readonly column: number;
  readonly row: number;
}

/** Tiles that are needed to fill a rectangle (device pixels from the image's corner) and `margin` more on each side. */
export function tilesOver(rect: Rect, margin = 0): TilePlace[] {
  const places: TilePlace[] = [];
  const lastRow = Math.ceil(rect.maxY / TILE_SIZE) - 1 + margin;
  const lastColumn = Math.ceil(rect.maxX / TILE_SIZE) - 1 + margin;
  for (let row = Math.floor(rect.minY / TILE_SIZE) - margin; row <= lastRow; row++) {
    for (let column = Math.floor(rect.minX / TILE_SIZE) - margin; column <= lastColumn; column++) {
      places.push({ column, row });
    }
  }
  return places;
}

/** Whole numbers up to 2^26 in both directions fit into one number, which is a quicker key than a text. */
export function tileKey({ column, row }: TilePlace): number {
  return (row + 2 ** 25) * 2 ** 26 + column + 2 ** 25;
}

export function tileRect({ column, row }: TilePlace): Rect {
  return {
    minX: column * TILE_SIZE,
    minY: row * TILE_SIZE,
    maxX: (column + 1) * TILE_SIZE,
    maxY: (row + 1) * TILE_SIZE,
  };
}

/** The nearest to the place (device pixels from the image's corner) first. */
export function sortByDistance<T extends TilePlace>(places: T[], [x, y]: Point): T[] {
  const distance = ({ column, row }: TilePlace) =>
    ((column + 0.5) * TILE_SIZE - x) ** 2 + ((row + 0.5) * TILE_SIZE - y) ** 2;
  return places.sort((a, b) => distance(a) - distance(b));
}

/** What the view shows, in device pixels from the image's corner. */
export function viewInDevicePixels(camera: Camera): Rect {
  const [x, y] = deviceOrigin(camera);
  return {
    minX: -x,
    minY: -y,
    maxX: Math.round(camera.widthPx * camera.pixelRatio) - x,
    maxY: Math.round(camera.heightPx * camera.pixelRatio) - y,
  };
}

/** A rectangle of image pixels, grown by `reach` device pixels, in whole device pixels from the image's corner. */
export function toDeviceRect(rect: Rect, scale: number, reach: number): Rect {
  return {
    minX: Math.floor(rect.minX * scale - reach),
    minY: Math.floor(rect.minY * scale - reach),
    maxX: Math.ceil(rect.maxX * scale + reach),
    maxY: Math.ceil(rect.maxY * scale + reach),
  };
}
