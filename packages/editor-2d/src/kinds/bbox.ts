import type { Handle, HandleMoveOptions, ShapeKind } from "@tessera/editor-core";
import { boxOutline, type Point, type Rect } from "../view/rect.js";
import {
  distancePx,
  formatPx,
  isInside,
  mix,
  nearestOnSegment,
  readPoints,
  rectOf,
  roundPoint,
  shiftPoint,
} from "./points.js";

/** Upper left and lower right corner, in image pixels. What was loaded may have them the other way round. */
export type BoxGeometry = readonly [Point, Point];

/** Less than this is a slip of the hand, not a box. */
const MIN_SIZE_PX = 0.01;

/** As thin as a box gets that shrinks beyond its last keyframe. */
const MIN_DERIVED_PX = 1;

/** A box from two opposite corners, whichever they are. */
export function boxFrom(a: Point, b: Point): BoxGeometry {
  const { minX, minY, maxX, maxY } = rectOf(roundPoint(a), roundPoint(b));
  return [
    [minX, minY],
    [maxX, maxY],
  ];
}

/** The sides that a handle moves. */
interface Sides {
  readonly x: "minX" | "maxX" | undefined;
  readonly y: "minY" | "maxY" | undefined;
  readonly cursor: string;
}

const SIDES: Readonly<Record<string, Sides>> = {
  "corner:nw": { x: "minX", y: "minY", cursor: "nwse-resize" },
  "corner:ne": { x: "maxX", y: "minY", cursor: "nesw-resize" },
  "corner:se": { x: "maxX", y: "maxY", cursor: "nwse-resize" },
  "corner:sw": { x: "minX", y: "maxY", cursor: "nesw-resize" },
  "edge:n": { x: undefined, y: "minY", cursor: "ns-resize" },
  "edge:e": { x: "maxX", y: undefined, cursor: "ew-resize" },
  "edge:s": { x: undefined, y: "maxY", cursor: "ns-resize" },
  "edge:w": { x: "minX", y: undefined, cursor: "ew-resize" },
};

const OPPOSITE = { minX: "maxX", maxX: "minX", minY: "maxY", maxY: "minY" } as const;

/**
 * An axis-parallel box.
 *
 * @example bboxKind.describe([[0, 0], [40, 20]]) // "40 × 20 px"
 */
export const bboxKind: ShapeKind<BoxGeometry, Point> = {
  id: "bbox",
  label: "Box",
  wireKeys: ["type", "points"],
  read(wire) {
    const [a, b, ...others] = (wire.type === "bbox" && readPoints(wire)) || [];
    return a && b && others.length === 0 ? [a, b] : undefined;
  },
  write: (geometry) => ({ type: "bbox", points: geometry }),
  validate([a, b]) {
    const { minX, minY, maxX, maxY } = rectOf(a, b);
    return maxX - minX < MIN_SIZE_PX || maxY - minY < MIN_SIZE_PX ? "A box needs a width and a height" : undefined;
  },
  describe([a, b]) {
    const { minX, minY, maxX, maxY } = rectOf(a, b);
    return `${formatPx(maxX - minX)} × ${formatPx(maxY - minY)} px`;
  },
  shape: {
    extent: ([a, b]) => {
      const { minX, minY, maxX, maxY } = rectOf(a, b);
      return { min: [minX, minY], max: [maxX, maxY] };
    },
    isHit([a, b], at, tolerance) {
      const outline = boxOutline(a, b);
      const isNear = outline.some((point, index) => {
        const next = outline[(index + 1) % outline.length] ?? point;
        return distancePx(nearestOnSegment(point, next, at), at) <= tolerance;
      });
      return isNear || isInside(outline, at);
    },
    translate([a, b], from, to) {
      return [shiftPoint(a, from, to), shiftPoint(b, from, to)];
    },
    snapPoints: ([a, b]) => boxOutline(a, b),
  },
  handles: {
    list([a, b]) {
      const rect = rectOf(a, b);
      return Object.entries(SIDES).map(([id, { x, y, cursor }]): Handle<Point> => {
        const at: Point = [x ? rect[x] : (rect.minX + rect.maxX) / 2, y ? rect[y] : (rect.minY + rect.maxY) / 2];
        return { id, type: x && y ? "corner" : "edge", at, cursor };
      });
    },
    move([a, b], handleId, to, options) {
      const sides = SIDES[handleId];
      if (!sides) throw new Error(`A box has no handle ${handleId}`);
      const rect = rectOf(a, b);
      const target = options.keepsRatio && sides.x && sides.y ? onDiagonal(rect, sides, to, options) : to;
      const moved = { ...rect };
      if (sides.x) moveSide(moved, rect, sides.x, target[0], options);
      if (sides.y) moveSide(moved, rect, sides.y, target[1], options);
      return boxFrom([moved.minX, moved.minY], [moved.maxX, moved.maxY]);
    },
  },
  interpolate([a, b], [toA, toB], t) {
    const [from, to] = [rectOf(a, b), rectOf(toA, toB)];
    const side = (name: keyof Rect) => mix(from[name], to[name], t);
    const least = t > 1 ? MIN_DERIVED_PX : 0;
    const [minX, minY] = [side("minX"), side("minY")];
    return boxFrom([minX, minY], [Math.max(minX + least, side("maxX")), Math.max(minY + least, side("maxY"))]);
  },
  numbers: {
    list([a, b]) {
      const { minX, minY, maxX, maxY } = rectOf(a, b);
      return [
        { name: "x", label: "X (px)", value: minX },
        { name: "y", label: "Y (px)", value: minY },
        { name: "width", label: "Width (px)", value: maxX - minX },
        { name: "height", label: "Height (px)", value: maxY - minY },
      ];
    },
    with([a, b], values) {
      const rect = rectOf(a, b);
      const { x = rect.minX, y = rect.minY } = values;
      const { width = rect.maxX - rect.minX, height = rect.maxY - rect.minY } = values;
      if (![x, y, width, height].every(Number.isFinite)) return { reason: "A box needs numbers" };
      if (width < MIN_SIZE_PX || height < MIN_SIZE_PX) return { reason: "A box needs a width and a height" };
      return { geometry: boxFrom([x, y], [x + width, y + height]) };
    },
  },
};

function moveSide(
  moved: { -readonly [key in keyof Rect]: number },
  rect: Rect,
  side: keyof Rect,
  to: number,
  { isCentered }: HandleMoveOptions,
): void {
  moved[side] = to;
  if (isCentered) moved[OPPOSITE[side]] = rect[OPPOSITE[side]] - (to - rect[side]);
}

/** The place on the box's diagonal nearest to the pointer: there both sides keep their ratio. */
function onDiagonal(rect: Rect, { x, y }: Sides, to: Point, { isCentered }: HandleMoveOptions): Point {
  if (!x || !y) return to;
  const corner: Point = [rect[x], rect[y]];
  const anchor: Point = isCentered
    ? [(rect.minX + rect.maxX) / 2, (rect.minY + rect.maxY) / 2]
    : [rect[OPPOSITE[x]], rect[OPPOSITE[y]]];
  const [dx, dy] = [corner[0] - anchor[0], corner[1] - anchor[1]];
  const squaredLength = dx * dx + dy * dy;
  if (squaredLength === 0) return to;
  const along = ((to[0] - anchor[0]) * dx + (to[1] - anchor[1]) * dy) / squaredLength;
  return [anchor[0] + along * dx, anchor[1] + along * dy];
}
