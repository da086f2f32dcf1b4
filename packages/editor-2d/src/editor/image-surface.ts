import type {
  AnnotationKind,
  Extent,
  NudgeDirection,
  ObjectKey,
  Shift,
  SnapPoint,
  Surface,
  SurfaceMovement,
} from "@tessera/editor-core";
import { distancePx, edgesOf, middleOf, nearestOnSegment, rectOf, roundPoint } from "../kinds/points.js";
import { boundsOf, type Point, type Rect } from "../view/rect.js";
import type { Scene, SceneShape } from "../view/scene.js";
import { HeadlessViewport, type Viewport } from "./viewport.js";

/** How far a click may miss, in screen pixels. */
export const TOLERANCE_PX = 6;
/** How far beside its original a copy is pasted, in screen pixels. */
const PASTE_SHIFT_PX = 16;

const DIRECTIONS: Readonly<Record<NudgeDirection, Point>> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** Size of the image as it is displayed, in pixels. */
export interface ImageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What an image surface is made of. */
export interface ImageSurfaceOptions {
  readonly kinds: readonly AnnotationKind<unknown, Point>[];
  readonly allowsOutside?: boolean;
}

/**
 * Images as a surface: pixels, and a scene with a spatial index that finds shapes in them.
 *
 * @example new ImageSurface(scene, { kinds: [bboxKind] }).hitTest([20, 30], 4) // keys of objects, the nearest first
 */
export class ImageSurface implements Surface<Point> {
  readonly kinds: readonly AnnotationKind<unknown, Point>[];
  readonly scene: Scene;
  /** The view on the screen, once there is one. */
  viewport: Viewport = new HeadlessViewport();
  readonly #sizes = new Map<number, ImageSize>();
  #image: ImageSize | undefined;
  /** Whether shapes may reach out of the image: some datasets label what is cut off. */
  readonly allowsOutside: boolean;

  constructor(scene: Scene, { kinds, allowsOutside = false }: ImageSurfaceOptions) {
    this.scene = scene;
    this.kinds = kinds;
    this.allowsOutside = allowsOutside;
  }

  /** The image in view; undefined until it has been read: until then nothing is clamped. */
  get image(): ImageSize | undefined {
    return this.#image;
  }

  /** The image in view has been read; `frame` says of which frame it is. Returns whether more is known of sizes than before. */
  setImage(image: ImageSize, frame?: number): boolean {
    const before = this.#image;
    this.#image = image;
    if (frame === undefined) return !isSameSize(before, image);
    const known = this.sizeIn(frame);
    this.#sizes.set(frame, image);
    return !isSameSize(known, image);
  }

  /** How large the image of a frame is: as all that were seen, as long as they are of one size. Undefined where nothing says. */
  sizeIn(frame: number | undefined): ImageSize | undefined {
    if (frame === undefined) return this.#image;
    const known = this.#sizes.get(frame);
    if (known !== undefined) return known;
    const [first, ...others] = this.#sizes.values();
    return others.every((size) => isSameSize(size, first)) ? first : undefined;
  }

  tolerance(): number {
    return TOLERANCE_PX / this.viewport.camera.zoom;
  }

  distance(a: Point, b: Point): number {
    return distancePx(a, b);
  }

  clamp([x, y]: Point): Point {
    const limits = this.#limits();
    return limits ? [between(x, limits.minX, limits.maxX), between(y, limits.minY, limits.maxY)] : [x, y];
  }

  readonly movement: SurfaceMovement<Point> = {
    clamp: (extents, from, to) => this.#clampMove(extents, from, to),
    intoReach: (extent) => this.#intoReach(extent),
    pasteShift: () => this.#pasteShift(),
    nudge: (direction, steps) => nudgeShift(direction, steps),
  };

  #clampMove(extents: readonly Extent<Point>[], from: Point, to: Point): Point {
    const limits = this.#limits();
    const all = boundsOf(extents.flatMap(({ min, max }) => [min, max]));
    if (!limits || !all) return to;
    const dx = clampShift(to[0] - from[0], [all.minX, all.maxX], [limits.minX, limits.maxX]);
    const dy = clampShift(to[1] - from[1], [all.minY, all.maxY], [limits.minY, limits.maxY]);
    return [from[0] + dx, from[1] + dy];
  }

  /** What is larger than the image lies at its near edges. */
  #intoReach({ min, max }: Extent<Point>): Shift<Point> {
    const limits = this.#limits();
    if (!limits) return { from: [0, 0], to: [0, 0] };
    const dx = shiftInto([min[0], max[0]], [limits.minX, limits.maxX]);
    const dy = shiftInto([min[1], max[1]], [limits.minY, limits.maxY]);
    return { from: [0, 0], to: [dx, dy] };
  }

  /**
   * Outlines go before areas, and small areas before large ones, so that nothing is out of reach below something else.
   */
  hitTest(at: Point, tolerance: number): readonly ObjectKey[] {
    // What the filter leaves out is drawn faint, and cannot be pointed at.
    const shown = this.scene.hit(at, tolerance).filter((shape) => !shape.isDimmed);
    const hits = shown.map((shape) => ({
      id: shape.id,
      isNear: isNearOutline(shape, at, tolerance),
      area: areaOf(shape),
    }));
    hits.sort((a, b) => Number(b.isNear) - Number(a.isNear) || (a.isNear ? 0 : a.area - b.area));
    return hits.map((hit) => hit.id);
  }

  isOnArrow(at: Point, [from, to]: readonly [Extent<Point>, Extent<Point>], tolerance: number): boolean {
    return distancePx(nearestOnSegment(middleOf(from), middleOf(to), at), at) <= tolerance;
  }

  /** Shapes that lie wholly in the rectangle. */
  within(from: Point, to: Point): readonly ObjectKey[] {
    const rect = rectOf(from, to);
    return this.scene
      .query(rect)
      .filter((shape) => !shape.isReference && contains(rect, boundsOf(shape.points)))
      .map((shape) => shape.id);
  }

  snapPoints([x, y]: Point, radius: number): readonly SnapPoint<Point>[] {
    return this.scene
      .query({ minX: x - radius, minY: y - radius, maxX: x + radius, maxY: y + radius })
      .filter((shape) => !shape.isReference)
      .flatMap((shape) => shape.points.map((point) => ({ point, key: shape.id })))
      .filter(({ point }) => distancePx(point, [x, y]) <= radius);
  }

  #pasteShift(): Shift<Point> {
    const shift = Math.max(1, Math.round(PASTE_SHIFT_PX / this.viewport.camera.zoom));
    return { from: [0, 0], to: [shift, shift] };
  }

  #limits(): Rect | undefined {
    if (this.allowsOutside || !this.image) return undefined;
    return { minX: 0, minY: 0, maxX: this.image.widthPx, maxY: this.image.heightPx };
  }
}

/** Steps of one image pixel. */
function nudgeShift(direction: NudgeDirection, steps: number): Shift<Point> {
  const [dx, dy] = DIRECTIONS[direction];
  return { from: [0, 0], to: roundPoint([dx * steps, dy * steps]) };
}

function between(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

/** A shift that keeps an extent within limits. What sticks out already may stay so, but not go further. */
function clampShift(
  shift: number,
  [min, max]: readonly [number, number],
  [low, high]: readonly [number, number],
): number {
  return between(shift, Math.min(0, low - min), Math.max(0, high - max));
}

/** The smallest shift that brings an extent within limits; its low end where it does not fit. */
function shiftInto([min, max]: readonly [number, number], [low, high]: readonly [number, number]): number {
  if (min < low || max - min > high - low) return low - min;
  return Math.min(0, high - max);
}

function contains(outer: Rect, inner: Rect | undefined): boolean {
  if (!inner) return false;
  return inner.minX >= outer.minX && inner.maxX <= outer.maxX && inner.minY >= outer.minY && inner.maxY <= outer.maxY;
}

function areaOf(shape: SceneShape): number {
  const rect = boundsOf(shape.points);
  return rect ? (rect.maxX - rect.minX) * (rect.maxY - rect.minY) : 0;
}

function isNearOutline({ points, isClosed }: SceneShape, at: Point, tolerance: number): boolean {
  if (points.length === 1) return points.every((point) => distancePx(point, at) <= tolerance);
  return edgesOf(points, { isClosed }).some(([a, b]) => distancePx(nearestOnSegment(a, b, at), at) <= tolerance);
}

function isSameSize(a: ImageSize | undefined, b: ImageSize | undefined): boolean {
  return a?.widthPx === b?.widthPx && a?.heightPx === b?.heightPx;
}
