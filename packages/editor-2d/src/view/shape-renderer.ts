import { type Camera, deviceOrigin, deviceScale } from "./camera.js";
import { displayList, drawingCost } from "./display-list.js";
import { LiftedShapes, looksSame } from "./lifted-shapes.js";
import { type Context2d, paintList } from "./paint-list.js";
import { boundsOf, type Point, type Rect } from "./rect.js";
import type { Scene, SceneChange, SceneShape } from "./scene.js";
import {
  DEFAULT_SHAPE_STYLE,
  LINE_REACH_PX,
  MAX_REACH_PX,
  type ShapeStyle,
  TEXT_HEIGHT_PX,
  TEXT_MAX_WIDTH_PX,
} from "./shape-style.js";
import { copyTiles } from "./tile-copy.js";
import {
  sortByDistance,
  TILE_SIZE,
  type TilePlace,
  tileRect,
  tilesOver,
  toDeviceRect,
  viewInDevicePixels,
} from "./tile-grid.js";
import { isSharp, isWaiting, releasePicture, type Tile, TileLayer, tileCanvas } from "./tile-layer.js";
import type { TilePainter } from "./tile-painter.js";

/**
 * Nodes painted within a frame, about 4 ms in software (10,000 polygons of 20 nodes took 0.5 s): what is cheaper is
 * sharp in the frame in which it is asked for, the rest goes to the worker.
 */
const FRAME_NODES = 1600;
/** Nodes of the lists that are made for the worker within a frame, about 3 ms; and what a list costs besides. */
const LIST_NODES = 20_000;
const TILE_COST = 500;
/** Nodes of shapes that are drawn anew above the tiles in each frame. */
const LIFTED_NODES = 1600;
/** Tiles found too dear for the frame before it stops looking for cheap ones. */
const MAX_REFUSALS = 2;
/** Tiles are painted when the zoom has been the same for this long. */
const SETTLE_MS = 70;
/** Of the longer side of the picture of everything, which stands in where nothing sharper is there yet. */
const OVERVIEW_PX = 1024;
/** Above this many changes at once, everything is painted anew. */
const MANY_CHANGES = 500;

export interface ShapeRendererOptions {
  readonly scene: Scene;
  readonly painter: TilePainter;
  /** Asks for `draw` in the next frame. */
  readonly requestDraw: () => void;
}

/**
 * Draws the scene's shapes by tiles, like a map: panning copies them, zooming stretches them until sharp ones are
 * there, and a change paints anew no more than its own rectangle.
 */
export class ShapeRenderer {
  readonly #scene: Scene;
  readonly #painter: TilePainter;
  readonly #requestDraw: () => void;
  readonly #lifted = new LiftedShapes(LIFTED_NODES);
  readonly #unsubscribe: () => void;
  #style = DEFAULT_SHAPE_STYLE;
  #pixelRatio = 1;
  #layer: TileLayer | undefined;
  #previous: TileLayer | undefined;
  #overview: TileLayer | undefined;
  #isComplete = false;
  #zoomedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ShapeRendererOptions) {
    this.#scene = options.scene;
    this.#painter = options.painter;
    this.#requestDraw = options.requestDraw;
    for (const shape of this.#scene.shapes()) this.#lifted.take({ from: undefined, to: shape });
    this.#unsubscribe = this.#scene.subscribe((changes) => this.#onChanges(changes));
  }

  get style(): ShapeStyle {
    return this.#style;
  }

  setStyle(style: ShapeStyle): void {
    this.#style = style;
    this.#invalidateAll();
  }

  /** Whether all that the last drawing showed was sharp and up to date. */
  get isSettled(): boolean {
    return this.#isComplete;
  }

  /** Drops all pictures: what was drawn belongs to another image. */
  forget(): void {
    for (const layer of [this.#layer, this.#previous, this.#overview]) layer?.dispose();
    this.#layer = this.#previous = this.#overview = undefined;
    this.#isComplete = false;
    this.#requestDraw();
  }

  /** Draws all but the lifted shapes; the tiles nearest to the focus (screen pixels) are made first. */
  draw(context: Context2d, camera: Camera, focus: Point, nowMs: number): void {
    const layer = this.#layerFor(camera, nowMs);
    const view = viewInDevicePixels(camera);
    const place: Point = [view.minX + focus[0] * camera.pixelRatio, view.minY + focus[1] * camera.pixelRatio];
    const shown = sortByDistance(tilesOver(view), place);
    const isZooming = nowMs - this.#zoomedAtMs < SETTLE_MS;
    if (isZooming) {
      // Tiles of a zoom that the next frame leaves behind would be painted for nothing.
      this.#isComplete = false;
      this.#requestDraw();
      if (this.#drawDirectly(context, view, layer.scale)) return;
    } else {
      const near = sortByDistance(tilesOver(view, 1), place);
      layer.keepOnly(near);
      this.#paintTiles(layer, shown, [...shown, ...near], camera);
    }
    copyTiles(context, { layer, standIns: [this.#previous, this.#overview], shown, view });
  }

  /** Draws the hovered and selected shapes, above all others. */
  drawLifted(context: Context2d, camera: Camera): void {
    const [x, y] = deviceOrigin(camera);
    const frame = { scale: deviceScale(camera), origin: [-x, -y] as const, pixelRatio: camera.pixelRatio };
    const hovered = this.#lifted.hovered.map((shape) => ({ ...shape, isFilled: false }));
    paintList(context, displayList([...hovered, ...this.#lifted.lifted], frame, this.#style));
  }

  dispose(): void {
    this.#unsubscribe();
    this.forget();
    this.#painter.dispose();
  }

  #layerFor(camera: Camera, nowMs: number): TileLayer {
    const scale = deviceScale(camera);
    if (this.#pixelRatio !== camera.pixelRatio) this.forget();
    this.#pixelRatio = camera.pixelRatio;
    if (this.#layer?.scale === scale) return this.#layer;
    if (this.#layer !== undefined) {
      this.#zoomedAtMs = nowMs;
      if (this.#layer.size > 0) this.#retire(this.#layer, camera);
    }
    if (this.#overview?.scale === scale) {
      this.#layer = this.#overview;
      this.#overview = undefined;
    } else {
      this.#layer = new TileLayer(scale);
    }
    return this.#layer;
  }

  /** Keeps a layer of another scale where it can stand in for the one that is made now. */
  #retire(layer: TileLayer, camera: Camera): void {
    if (layer.covers(tilesOver(toDeviceRect(wholeImage(camera), layer.scale, 0)))) {
      this.#overview?.dispose();
      this.#overview = layer;
    } else if (this.#isComplete || this.#previous === undefined) {
      this.#dropPrevious();
      this.#previous = layer;
    } else {
      // Half done, it is worse than what stands in for it.
      layer.dispose();
    }
  }

  #dropPrevious(): void {
    this.#previous?.dispose();
    this.#previous = undefined;
  }

  /** Draws what is in view with no tiles, if that can be done within a frame. Returns whether it was. */
  #drawDirectly(context: Context2d, view: Rect, scale: number): boolean {
    if (this.#scene.countNodes(toImageRect(view, scale)) > FRAME_NODES) return false;
    const frame = { scale, origin: [view.minX, view.minY] as const, pixelRatio: this.#pixelRatio };
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, view.maxX - view.minX, view.maxY - view.minY);
    paintList(context, displayList(this.#shapesOver(view, scale), frame, this.#style));
    return true;
  }

  #paintTiles(layer: TileLayer, shown: readonly TilePlace[], places: readonly TilePlace[], camera: Camera): void {
    this.#paintCheapTiles(layer, places);
    this.#isComplete = shown.every((each) => isSharp(layer.find(each)));
    if (this.#isComplete) this.#dropPrevious();
    this.#sendToPainter(layer, places, camera);
  }

  #paintCheapTiles(layer: TileLayer, places: readonly TilePlace[]): void {
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
    const list = displayList(shapes, { scale, origin: [minX, minY], pixelRatio: this.#pixelRatio }, this.#style);
    context.save();
    context.beginPath();
    context.rect(part.minX - minX, part.minY - minY, part.maxX - part.minX, part.maxY - part.minY);
    context.clip();
    context.clearRect(0, 0, TILE_SIZE, TILE_SIZE);
    paintList(context, list);
    context.restore();
  }

  /** What is seen, then what is near, then the overview: as much as the painter takes and lists can be made of in the frame. */
  #sendToPainter(layer: TileLayer, places: readonly TilePlace[], camera: Camera): void {
    let budget = LIST_NODES;
    while (this.#painter.isFree) {
      const next = this.#nextForPainter(layer, places, camera);
      if (next === undefined) return;
      if (budget <= 0) {
        this.#requestDraw();
        return;
      }
      budget -= this.#paintElsewhere(next.layer, next.tile);
    }
  }

  #nextForPainter(layer: TileLayer, places: readonly TilePlace[], camera: Camera) {
    for (const place of places) {
      const tile = layer.ensure(place);
      if (isWaiting(tile)) return { layer, tile };
    }
    const whole = wholeImage(camera);
    if (this.#overview === undefined && layer.covers(tilesOver(toDeviceRect(whole, layer.scale, 0)))) return undefined;
    this.#overview ??= new TileLayer(Math.min(1, OVERVIEW_PX / Math.max(whole.maxX, whole.maxY)));
    const overview = this.#overview;
    for (const place of tilesOver(toDeviceRect(whole, overview.scale, 0))) {
      const tile = overview.ensure(place);
      if (isWaiting(tile)) return { layer: overview, tile };
    }
    return undefined;
  }

  /** Returns the nodes of the list that was made. */
  #paintElsewhere(layer: TileLayer, tile: Tile): number {
    const part = tile.todo ?? tileRect(tile);
    tile.todo = undefined;
    tile.inFlight = part;
    const shapes = this.#shapesOver(part, layer.scale);
    const frame = { scale: layer.scale, origin: [part.minX, part.minY] as const, pixelRatio: this.#pixelRatio };
    const list = displayList(shapes, frame, this.#style);
    const job = { list, width: part.maxX - part.minX, height: part.maxY - part.minY };
    void this.#painter.paint(job).then((picture) => {
      tile.inFlight = undefined;
      if (picture === undefined) return;
      if (layer.find(tile) === tile) putPicture(tile, part, picture);
      else picture.close();
      this.#requestDraw();
    });
    return drawingCost(shapes) + TILE_COST;
  }

  #shapesOver(part: Rect, scale: number): SceneShape[] {
    const reach = MAX_REACH_PX * this.#pixelRatio;
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
    if (!this.#style.areTextsShown) return { left: reach, bottom: reach };
    return {
      left: reach + TEXT_MAX_WIDTH_PX * this.#pixelRatio,
      bottom: reach + TEXT_HEIGHT_PX * this.#pixelRatio,
    };
  }

  #onChanges(changes: readonly SceneChange[]): void {
    const inTiles = changes.map((change) => this.#lifted.take(change)).filter(({ from, to }) => !looksSame(from, to));
    if (inTiles.length > MANY_CHANGES) this.#invalidateAll();
    else for (const { from, to } of inTiles) for (const shape of [from, to]) this.#invalidateShape(shape);
    this.#requestDraw();
  }

  #invalidateAll(): void {
    for (const layer of [this.#layer, this.#overview]) layer?.invalidate(undefined);
    this.#isComplete = false;
    this.#requestDraw();
  }

  #invalidateShape(shape: SceneShape | undefined): void {
    const bounds = shape && boundsOf(shape.points);
    if (shape === undefined || bounds === undefined) return;
    for (const layer of [this.#layer, this.#overview]) layer?.invalidate(this.#drawnRect(shape, bounds, layer.scale));
    this.#isComplete = false;
  }

  /** What the drawing of a shape can cover, in device pixels of a scale. */
  #drawnRect(shape: SceneShape, bounds: Rect, scale: number): Rect {
    const reach = (shape.points.length === 1 ? MAX_REACH_PX : LINE_REACH_PX) * this.#pixelRatio;
    const drawn = toDeviceRect(bounds, scale, reach);
    const { left, bottom } = this.#textReach(reach);
    return { ...drawn, minY: drawn.minY - Math.ceil(bottom - reach), maxX: drawn.maxX + Math.ceil(left - reach) };
  }
}

function wholeImage(camera: Camera): Rect {
  return { minX: 0, minY: 0, maxX: camera.imageWidthPx, maxY: camera.imageHeightPx };
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
