import type { Context2d } from "./paint-list.js";
import { type Rect, uniteRects } from "./rect.js";
import { type TilePlace, tileRect, tilesOver } from "./tile-grid.js";
import { isPainted, type TileLayer } from "./tile-layer.js";

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
export function copyTiles(context: Context2d, tiles: TilesToCopy): void {
  const { layer, shown, view } = tiles;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, view.maxX - view.minX, view.maxY - view.minY);
  const missing: TilePlace[] = [];
  for (const place of shown) {
    const tile = layer.find(place);
    if (tile === undefined || !isPainted(tile)) missing.push(place);
    else if (tile.picture !== undefined) {
      const { minX, minY } = tileRect(place);
      context.drawImage(tile.picture, minX - view.minX, minY - view.minY);
    }
  }
  if (missing.length > 0) copyStandIns(context, tiles, missing);
}

function copyStandIns(
  context: Context2d,
  { layer, standIns, shown, view }: TilesToCopy,
  missing: readonly TilePlace[],
) {
  const layers = standIns.filter((each) => each !== undefined);
  const rects = missing.map(tileRect);
  // At the beginning of a zoom nothing sharp is there: one stretched copy then costs a third of one for each tile.
  if (missing.length === shown.length) {
    const chosen = findCovering(layers, rects.reduce(uniteRects), layer.scale);
    if (chosen !== undefined) copyStretched(context, chosen, view, { scale: layer.scale, view });
    return;
  }
  for (const rect of rects) {
    const chosen = findCovering(layers, rect, layer.scale);
    if (chosen === undefined) continue;
    context.save();
    context.beginPath();
    context.rect(rect.minX - view.minX, rect.minY - view.minY, rect.maxX - rect.minX, rect.maxY - rect.minY);
    context.clip();
    copyStretched(context, chosen, rect, { scale: layer.scale, view });
    context.restore();
  }
}

/** The first layer that has all of a rectangle, or the last, which has some. */
function findCovering(layers: readonly TileLayer[], rect: Rect, scale: number): TileLayer | undefined {
  return layers.find((each) => each.covers(tilesOver(scaled(rect, each.scale / scale)))) ?? layers.at(-1);
}

function copyStretched(
  context: Context2d,
  from: TileLayer,
  rect: Rect,
  to: { readonly scale: number; readonly view: Rect },
): void {
  for (const place of tilesOver(scaled(rect, from.scale / to.scale))) {
    const picture = from.find(place)?.picture;
    if (picture === undefined) continue;
    const target = scaled(tileRect(place), to.scale / from.scale);
    const left = Math.round(target.minX - to.view.minX);
    const top = Math.round(target.minY - to.view.minY);
    const width = Math.round(target.maxX - to.view.minX) - left;
    context.drawImage(picture, left, top, width, Math.round(target.maxY - to.view.minY) - top);
  }
}

function scaled(rect: Rect, factor: number): Rect {
  return { minX: rect.minX * factor, minY: rect.minY * factor, maxX: rect.maxX * factor, maxY: rect.maxY * factor };
}
