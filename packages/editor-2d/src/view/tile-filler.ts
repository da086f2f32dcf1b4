import { displayList, drawingCost } from "./display-list.js";
import type { LiftedShapes } from "./lifted-shapes.js";
import { type Context2d, paintList } from "./paint-list.js";
import type { Rect } from "./rect.js";
import type { Scene, SceneShape } from "./scene.js";
import {
  DEFAULT_SHAPE_STYLE,
  LINE_REACH_PX,
  MAX_REACH_PX,
  type ShapeStyle,
  TEXT_HEIGHT_PX,
  TEXT_MAX_WIDTH_PX,
} from "./shape-style.js";
import { TILE_SIZE, type TilePlace, tileRect, toDeviceRect } from "./tile-grid.js";
import { releasePicture, type Tile, type TileLayer, tileCanvas } from "./tile-layer.js";
import type { TilePainter } from "./tile-painter.js";

/**
 * Nodes painted within a frame, about 4 ms in software (10,000 polygons of 20 nodes took 0.5 s): what is cheaper is
 * sharp in the frame in which it is asked for, the rest goes to the worker.
 */
const FRAME_NODES = 1600;
/** Tiles found too dear for the frame before it stops looking for cheap ones. */
const MAX_REFUSALS = 2;
/** What a tile costs besides its nodes. */
const TILE_COST = 500;

export interface TileFillerOptions {
  readonly scene: Scene;
  /** Drawn above the tiles, and so left out of them. */
  readonly lifted: LiftedShapes;
  readonly painter: TilePainter;
  readonly onPainted: () => void;
}

/** Paints what is to be painted of tiles: at once where it is cheap, elsewhere where it is dear. */
export class TileFiller {
  readonly #scene: Scene;
  readonly #lifted: LiftedShapes;
  readonly #painter: TilePainter;
  readonly #onPainted: () => void;
  style: ShapeStyle = DEFAULT_SHAPE_STYLE;
  pixelRatio = 1;

  constructor(options: TileFillerOptions) {
    this.#scene = options.scene;
    this.#lifted = options.lifted;
    this.#painter = options.painter;
    this.#onPainted = options.onPainted;
  }

  /** Whether `paintElsewhere` would be begun soon. */
  get isFree(): boolean {
    return this.#painter.isFree;
  }

  /** Draws what is in view with no tiles, if that can be done within a frame. Returns whether it was. */
  drawDirectly(context: Context2d, view: Rect, scale: number): boolean {
    if (this.#scene.countNodes(toImageRect(view, scale)) > FRAME_NODES) return false;
    const frame = { scale, origin: [view.minX, view.minY] as const, pixelRatio: this.pixelRatio };
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, view.maxX - view.minX, view.maxY - view.minY);
    paintList(context, displayList(this.#shapesOver(view, scale), frame, this.style));
    return true;
  }

  /** Paints tiles in their order, those that fit into a frame. */
  paintCheapTiles(layer: TileLayer, places: readonly TilePlace[]): void {
    let budget = FRAME_NODES;
    let refusals = 0;
    for (const place of places) {
      const tile = layer.ensure(place);
      if (tile.todo === undefined || tile.inFlight !== undefined) continue;
      const shapes = this.#shapesOver(tile.todo, layer.scale);
      const cost = drawingCost(shapes);
      if (cost <= budget) {
        this.#paintNow(tile, tile.todo, shapes, layer.scale);
        budget -= cost;
      } else if (++refusals === MAX_REFUSALS) {
        return;
      }
    }
  }

  #paintNow(tile: Tile, part: Rect, shapes: readonly SceneShape[], scale: number): void {
    tile.todo = undefined;
    if (shapes.length === 0 && isWholeTile(part)) {
      releasePicture(tile);
      tile.isBlank = true;
      return;
    }
    const context = tileCanvas(tile);
    const { minX, minY } = tileRect(tile);
    const list = displayList(shapes, { scale, origin: [minX, minY], pixelRatio: this.pixelRatio }, this.style);
    context.save();
    context.beginPath();
    context.rect(part.minX - minX, part.minY - minY, part.maxX - part.minX, part.maxY - part.minY);
    context.clip();
    context.clearRect(0, 0, TILE_SIZE, TILE_SIZE);
    paintList(context, list);
    context.restore();
  }

  /** Hands over what is to be painted of a tile. Returns what making its list has cost, in nodes. */
  paintElsewhere(layer: TileLayer, tile: Tile): number {
    const part = tile.todo ?? tileRect(tile);
    tile.todo = undefined;
    tile.inFlight = part;
    const shapes = this.#shapesOver(part, layer.scale);
    const frame = { scale: layer.scale, origin: [part.minX, part.minY] as const, pixelRatio: this.pixelRatio };
    const list = displayList(shapes, frame, this.style);
    const job = { list, width: part.maxX - part.minX, height: part.maxY - part.minY };
    void this.#painter.paint(job).then((picture) => {
      tile.inFlight = undefined;
      if (picture === undefined) return;
      if (layer.find(tile) === tile) putPicture(tile, part, picture);
      else picture.close();
      this.#onPainted();
    });
    return drawingCost(shapes) + TILE_COST;
  }

  /** What the drawing of a shape can cover, in device pixels of a scale. */
  drawnRect(shape: SceneShape, bounds: Rect, scale: number): Rect {
    const reach = (shape.points.length === 1 ? MAX_REACH_PX : LINE_REACH_PX) * this.pixelRatio;
    const drawn = toDeviceRect(bounds, scale, reach);
    const { left, bottom } = this.#textReach(reach);
    return { ...drawn, minY: drawn.minY - Math.ceil(bottom - reach), maxX: drawn.maxX + Math.ceil(left - reach) };
  }

  dispose(): void {
    this.#painter.dispose();
  }

  #shapesOver(part: Rect, scale: number): SceneShape[] {
    const reach = MAX_REACH_PX * this.pixelRatio;
    const { left, bottom } = this.#textReach(reach);
    const found = this.#scene.query({
      minX: (part.minX - left) / scale,
      minY: (part.minY - reach) / scale,
      maxX: (part.maxX + reach) / scale,
      maxY: (part.maxY + bottom) / scale,
    });
    return found.filter((shape) => !this.#lifted.has(shape.id)).map(withoutHover);
  }

  /** How far from a place a shape can be whose text covers it: texts lie above a shape and run to the right. */
  #textReach(reach: number): { readonly left: number; readonly bottom: number } {
    if (!this.style.areTextsShown) return { left: reach, bottom: reach };
    return {
      left: reach + TEXT_MAX_WIDTH_PX * this.pixelRatio,
      bottom: reach + TEXT_HEIGHT_PX * this.pixelRatio,
    };
  }
}

function toImageRect(rect: Rect, scale: number): Rect {
  return { minX: rect.minX / scale, minY: rect.minY / scale, maxX: rect.maxX / scale, maxY: rect.maxY / scale };
}

function isWholeTile(part: Rect): boolean {
  return part.maxX - part.minX === TILE_SIZE && part.maxY - part.minY === TILE_SIZE;
}

/** In tiles hovering is not shown: it is drawn above them. */
function withoutHover(shape: SceneShape): SceneShape {
  return shape.isHovered ? { ...shape, isHovered: false } : shape;
}

/** The picture of a whole tile becomes its picture; that of a part is copied into it. */
function putPicture(tile: Tile, part: Rect, picture: ImageBitmap): void {
  if (isWholeTile(part)) {
    releasePicture(tile);
    tile.picture = picture;
    return;
  }
  const { minX, minY } = tileRect(tile);
  const context = tileCanvas(tile);
  context.clearRect(part.minX - minX, part.minY - minY, picture.width, picture.height);
  context.drawImage(picture, part.minX - minX, part.minY - minY);
  picture.close();
}
