import { type Camera, deviceOrigin, deviceScale } from "./camera.js";
import { displayList } from "./display-list.js";
import { LiftedShapes, looksSame } from "./lifted-shapes.js";
import { type Context2d, paintList } from "./paint-list.js";
import { boundsOf, type Point, type Rect } from "./rect.js";
import type { Scene, SceneChange, SceneShape } from "./scene.js";
import type { ShapeStyle } from "./shape-style.js";
import { copyTiles } from "./tile-copy.js";
import { TileFiller } from "./tile-filler.js";
import { sortByDistance, type TilePlace, tilesOver, toDeviceRect, viewInDevicePixels } from "./tile-grid.js";
import { isSharp, isWaiting, TileLayer } from "./tile-layer.js";
import type { TilePainter } from "./tile-painter.js";

/** Nodes of the lists that are made for the painter within a frame: about 3 ms. */
const LIST_NODES = 20_000;
/** Nodes of shapes that are drawn anew above the tiles in each frame. */
const LIFTED_NODES = 1600;
/** Tiles are painted when the zoom has been the same for this long. */
const SETTLE_MS = 70;
/** Of the longer side of the picture of everything, which stands in where nothing sharper is there yet. */
const OVERVIEW_PX = 1024;
/** Above this many changes at once, everything is painted anew; above so many shapes that came or went, nothing is kept. */
const MANY_CHANGES = 500;
const MANY_NEW_OR_GONE = 100;

export interface ShapeRendererOptions {
  readonly scene: Scene;
  readonly painter: TilePainter;
  /** Asks for `draw` in the next frame. */
  readonly requestDraw: () => void;
}

/**
 * Draws the scene's shapes by tiles, like a map: panning copies them, zooming stretches them until sharp ones are
 * there, and a change paints anew no more than its own rectangle.
 *
 * Decided by measuring 10,000 polygons of 20 nodes in a view of 1280 × 800, in Chromium without a graphics card:
 * drawing all of them anew takes 470 ms a frame, copying twelve tiles (stretched ones, too) less than a frame of 16.7 ms.
 * In slices of 3 ms a frame, half a second of painting would take three to become sharp; in a worker it takes 0.65 s.
 */
export class ShapeRenderer {
  readonly #scene: Scene;
  readonly #filler: TileFiller;
  readonly #requestDraw: () => void;
  readonly #lifted = new LiftedShapes(LIFTED_NODES);
  readonly #unsubscribe: () => void;
  #layer: TileLayer | undefined;
  #previous: TileLayer | undefined;
  #overview: TileLayer | undefined;
  #isComplete = false;
  #zoomedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ShapeRendererOptions) {
    this.#scene = options.scene;
    this.#requestDraw = options.requestDraw;
    const { scene, painter } = options;
    this.#filler = new TileFiller({ scene, painter, lifted: this.#lifted, onPainted: this.#requestDraw });
    for (const shape of this.#scene.shapes()) this.#lifted.take({ from: undefined, to: shape });
    this.#unsubscribe = this.#scene.subscribe((changes) => this.#onChanges(changes));
  }

  get style(): ShapeStyle {
    return this.#filler.style;
  }

  setStyle(style: ShapeStyle): void {
    this.#filler.style = style;
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
      if (this.#filler.drawDirectly(context, view, layer.scale)) return;
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
    paintList(context, displayList([...hovered, ...this.#lifted.lifted], frame, this.#filler.style));
  }

  dispose(): void {
    this.#unsubscribe();
    this.forget();
    this.#filler.dispose();
  }

  #layerFor(camera: Camera, nowMs: number): TileLayer {
    const scale = deviceScale(camera);
    if (this.#filler.pixelRatio !== camera.pixelRatio) this.forget();
    this.#filler.pixelRatio = camera.pixelRatio;
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

  #paintTiles(layer: TileLayer, shown: readonly TilePlace[], places: readonly TilePlace[], camera: Camera): void {
    this.#filler.paintCheapTiles(layer, places);
    this.#isComplete = shown.every((each) => isSharp(layer.find(each)));
    if (this.#isComplete) this.#dropPrevious();
    this.#sendToPainter(layer, places, camera);
  }

  /** What is seen, then what is near, then the overview: as much as the painter takes and lists can be made of in the frame. */
  #sendToPainter(layer: TileLayer, places: readonly TilePlace[], camera: Camera): void {
    let budget = LIST_NODES;
    while (this.#filler.isFree) {
      const next = this.#nextForPainter(layer, places, camera);
      if (next === undefined) return;
      if (budget <= 0) {
        this.#requestDraw();
        return;
      }
      budget -= this.#filler.paintElsewhere(next.layer, next.tile);
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

  #onChanges(changes: readonly SceneChange[]): void {
    const inTiles = changes.map((change) => this.#lifted.take(change)).filter(({ from, to }) => !looksSame(from, to));
    const newOrGone = inTiles.filter(({ from, to }) => from === undefined || to === undefined);
    // Another frame or sample: its shapes may come late, but those of the one before must go at once.
    if (newOrGone.length > MANY_NEW_OR_GONE) this.forget();
    else if (inTiles.length > MANY_CHANGES) this.#invalidateAll();
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
    for (const layer of [this.#layer, this.#overview])
      layer?.invalidate(this.#filler.drawnRect(shape, bounds, layer.scale));
    this.#isComplete = false;
  }
}

function wholeImage(camera: Camera): Rect {
  return { minX: 0, minY: 0, maxX: camera.imageWidthPx, maxY: camera.imageHeightPx };
}
