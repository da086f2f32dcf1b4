import { intersectRects, type Rect, uniteRects } from "./rect.js";
import { TILE_SIZE, type TilePlace, tileKey, tileRect } from "./tile-grid.js";

/** What can be drawn with `drawImage` and is kept by a tile. */
export type TilePicture = OffscreenCanvas | ImageBitmap;

/** A square of the shapes' picture at one scale. Rectangles are in device pixels from the image's corner. */
export interface Tile extends TilePlace {
  picture: TilePicture | undefined;
  /** Whether nothing is to be seen in it, so that it needs no picture. */
  isBlank: boolean;
  /** What has to be painted (anew); `undefined` when all is as it should be. */
  todo: Rect | undefined;
  /** What is being painted elsewhere. Changes meanwhile go to `todo`. */
  inFlight: Rect | undefined;
}

/** The tiles of one scale: which there are, and what of them is out of date. */
export class TileLayer {
  /** Device pixels per image pixel. */
  readonly scale: number;
  readonly #tiles = new Map<number, Tile>();

  constructor(scale: number) {
    this.scale = scale;
  }

  get size(): number {
    return this.#tiles.size;
  }

  find(place: TilePlace): Tile | undefined {
    return this.#tiles.get(tileKey(place));
  }

  /** The tile of a place; a new one is wholly to be painted. */
  ensure(place: TilePlace): Tile {
    const key = tileKey(place);
    const found = this.#tiles.get(key);
    if (found !== undefined) return found;
    const tile: Tile = {
      column: place.column,
      row: place.row,
      picture: undefined,
      isBlank: false,
      todo: tileRect(place),
      inFlight: undefined,
    };
    this.#tiles.set(key, tile);
    return tile;
  }

  /** Notes that a rectangle has to be painted anew; `undefined` is everything. */
  invalidate(rect: Rect | undefined): void {
    for (const tile of this.#tiles.values()) {
      const whole = tileRect(tile);
      const part = rect === undefined ? whole : intersectRects(rect, whole);
      if (part !== undefined) tile.todo = tile.todo === undefined ? part : uniteRects(tile.todo, part);
    }
  }

  /** Whether what lies at the places was painted, be it a moment ago. */
  covers(places: readonly TilePlace[]): boolean {
    return places.every((place) => {
      const tile = this.find(place);
      return tile !== undefined && isPainted(tile);
    });
  }

  /** Lets go of the tiles that are not needed. */
  keepOnly(places: readonly TilePlace[]): void {
    const needed = new Set(places.map(tileKey));
    for (const [key, tile] of this.#tiles) {
      if (needed.has(key)) continue;
      this.#tiles.delete(key);
      releasePicture(tile);
    }
  }

  tiles(): IterableIterator<Tile> {
    return this.#tiles.values();
  }

  dispose(): void {
    this.keepOnly([]);
  }
}

export function isPainted(tile: Tile): boolean {
  return tile.picture !== undefined || tile.isBlank;
}

/** Whether all is painted and up to date. */
export function isSharp(tile: Tile | undefined): boolean {
  return tile !== undefined && isPainted(tile) && tile.todo === undefined && tile.inFlight === undefined;
}

/** Whether something is to be painted that nobody paints yet. */
export function isWaiting(tile: Tile): boolean {
  return tile.todo !== undefined && tile.inFlight === undefined;
}

/** Gives the memory back at once rather than when the collector comes by. */
export function releasePicture(tile: Tile): void {
  const { picture } = tile;
  tile.picture = undefined;
  if (picture === undefined) return;
  if ("close" in picture) picture.close();
  else picture.width = picture.height = 0;
}

/** The tile's picture as a canvas that can be drawn on. */
export function tileCanvas(tile: Tile): OffscreenCanvasRenderingContext2D {
  const { picture } = tile;
  tile.isBlank = false;
  const canvas = picture instanceof OffscreenCanvas ? picture : new OffscreenCanvas(TILE_SIZE, TILE_SIZE);
  // In main memory: a tile is written once and copied often, and on a graphics card each would be a texture to draw into.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser has no 2D canvas");
  if (canvas !== picture) {
    if (picture !== undefined) context.drawImage(picture, 0, 0);
    releasePicture(tile);
    tile.picture = canvas;
  }
  return context;
}
