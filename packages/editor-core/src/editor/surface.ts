import type { AnnotationKind, Extent } from "../annotations/kind.js";
import type { AnnotationRecord, ObjectKey } from "../annotations/records.js";

/** A node of another shape to which the pointer may snap. */
export interface SnapPoint<Point> {
  readonly point: Point;
  readonly key: ObjectKey;
}

/**
 * What a kind of data brings: its coordinates, and finding things in them. The core never looks into a `Point`; pixels,
 * metres and letters are all the same to it. Drawing is the surface's own business.
 */
export interface Surface<Point> {
  readonly kinds: readonly AnnotationKind<unknown, Point>[];
  /** How far the pointer may miss a thing, in the surface's units at the present zoom. */
  tolerance(): number;
  distance(a: Point, b: Point): number;
  /** The nearest place where a new point may stand. */
  clamp(point: Point): Point;
  /** Moving whole shapes; absent where nothing is moved. */
  readonly movement?: SurfaceMovement<Point>;
  /** The extent of an annotation whose geometry does not say it: pixels, or points of a cloud. */
  extentOf?(record: AnnotationRecord): Extent<Point> | undefined;
  /** The shown objects at a place, the nearest to the eye first. */
  hitTest(at: Point, tolerance: number): readonly ObjectKey[];
  /** The shown objects in the extent between two places, as a drag selects them. */
  within(from: Point, to: Point): readonly ObjectKey[];
  /** Whether a place lies on the arrow from one object to another; absent where none are drawn. */
  isOnArrow?(at: Point, ends: readonly [Extent<Point>, Extent<Point>], tolerance: number): boolean;
  /** Nodes of shown objects near a place; absent where nothing snaps. */
  snapPoints?(at: Point, radius: number): readonly SnapPoint<Point>[];
}

/** How whole shapes are moved on a surface. */
export interface SurfaceMovement<Point> {
  /** Where `to` must be, so that what is moved from `from` to it stays inside. */
  clamp(extents: readonly Extent<Point>[], from: Point, to: Point): Point;
  /** How something from elsewhere must be moved to lie inside: `from` moves to `to`, the same place where it does. */
  intoReach(extent: Extent<Point>): Shift<Point>;
  /** Where a copy goes that is pasted beside its original. */
  pasteShift(): Shift<Point>;
  /** Where a shape goes that an arrow key nudges by `steps`; undefined where the key means nothing here. */
  nudge(direction: NudgeDirection, steps: number): Shift<Point> | undefined;
}

/** What lies at `from` moves to `to`. */
export interface Shift<Point> {
  readonly from: Point;
  readonly to: Point;
}

/** An arrow key. */
export type NudgeDirection = "left" | "right" | "up" | "down";
