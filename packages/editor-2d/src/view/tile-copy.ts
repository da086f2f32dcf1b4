import type { Context2d } from "./paint-list.js";
import type { Rect } from "./rect.js";
import { type TilePlace, tileRect, tilesOver } from "./tile-grid.js";
import type { TileLayer } from "./tile-layer.js";

export interface TilesToCopy {
  readonly layer: TileLayer;
  /** Layers of other scales, the better first, for places where the layer has no picture yet. */
  readonly standIns: readonly (TileLayer | undefined)[];
  readonly shown: readonly TilePlace[];
  /** What the context's canvas shows, in device pixels from the image's corner. */
  readonly view: Rect;
}

/**
 * Copies tiles to the screen. All edges are on whole device pixels, so that neighbours neither overlap nor leave a seam.
 */
export function copyTiles(context: Context2d, { layer, standIns, shown, view }: TilesToCopy): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, view.maxX - view.minX, view.maxY - view.minY);
  for (const place of shown) {
    const rect = tileRect(place);
    const picture = layer.find(place)?.picture;
    if (picture !== undefined) context.drawImage(picture, rect.minX - view.minX, rect.minY - view.minY);
    else copyStretched(context, layer.scale, standIns, rect, view);
  }
}

/** Fills a rectangle from the first layer that has all of it, or from the last. */
function copyStretched(
  context: Context2d,
  scale: number,
  standIns: readonly (TileLayer | undefined)[],
  rect: Rect,
  view: Rect,
): void {
  const layers = standIns.filter((each) => each !== undefined);
  const chosen = layers.find((each) => each.covers(tilesOver(scaled(rect, each.scale / scale)))) ?? layers.at(-1);
  if (chosen === undefined) return;
  context.save();
  context.beginPath();
  context.rect(rect.minX - view.minX, rect.minY - view.minY, rect.maxX - rect.minX, rect.maxY - rect.minY);
  context.clip();
  for (const place of tilesOver(scaled(rect, chosen.scale / scale))) {
    const picture = chosen.find(place)?.picture;
    if (picture === undefined) continue;
    const target = scaled(tileRect(place), scale / chosen.scale);
    const left = Math.round(target.minX - view.minX);
    const top = Math.round(target.minY - view.minY);
    const width = Math.round(target.maxX - view.minX) - left;
    context.drawImage(picture, left, top, width, Math.round(target.maxY - view.minY) - top);
  }
  context.restore();
}

function scaled(rect: Rect, factor: number): Rect {
  return { minX: rect.minX * factor, minY: rect.minY * factor, maxX: rect.maxX * factor, maxY: rect.maxY * factor };
}
