import type { Handle, ShapeKind } from "@tessera/editor-core";
import { interpolatePolygon, interpolatePolyline, type PathInterpolator } from "@tessera/geometry";
import { boundsOf, type Point } from "../view/rect.js";
import {
  distancePx,
  edgesOf,
  formatPx,
  isInside,
  nearestOnSegment,
  readPoints,
  roundPoint,
  shiftPoint,
  signedArea,
} from "./points.js";

/** Nodes in image pixels. A polygon's last node is joined to its first; the first is not repeated. */
export type PathGeometry = readonly Point[];

interface PathSpec {
  readonly id: "polygon" | "polyline";
  readonly label: string;
  readonly isClosed: boolean;
  readonly minNodes: number;
}

/**
 * An area.
 *
 * @example polygonKind.validate([[0, 0], [9, 0]]) // "A polygon needs at least 3 nodes"
 */
export const polygonKind = pathKind({ id: "polygon", label: "Polygon", isClosed: true, minNodes: 3 });

/**
 * A line of several segments.
 *
 * @example polylineKind.describe([[0, 0], [9, 0]]) // "2 nodes, 9 px"
 */
export const polylineKind = pathKind({ id: "polyline", label: "Polyline", isClosed: false, minNodes: 2 });

function pathKind({ id, label, isClosed, minNodes }: PathSpec): ShapeKind<PathGeometry, Point> {
  const tooFew = `A ${id} needs at least ${minNodes} nodes`;
  const between = perPair(isClosed ? interpolatePolygon : interpolatePolyline);
  const validate = (points: PathGeometry) => (countDistinct(points) < minNodes ? tooFew : undefined);

  return {
    id,
    label,
    wireKeys: ["type", "points"],
    read: (wire) => {
      const points = wire.type === id ? readPoints(wire) : undefined;
      return points && points.length >= minNodes ? points : undefined;
    },
    write: (points) => ({ type: id, points }),
    validate,
    describe(points) {
      return isClosed
        ? `${points.length} nodes, ${formatPx(Math.abs(signedArea(points)))} px²`
        : `${points.length} nodes, ${formatPx(pathLength(points))} px`;
    },
    shape: {
      extent(points) {
        const { minX, minY, maxX, maxY } = boundsOf(points) ?? { minX: 0, minY: 0, maxX: 0, maxY: 0 };
        return { min: [minX, minY], max: [maxX, maxY] };
      },
      isHit(points, at, tolerance) {
        const nearest = nearestEdge(points, at, { isClosed });
        return (nearest !== undefined && nearest.distance <= tolerance) || (isClosed && isInside(points, at));
      },
      translate: (points, from, to) => points.map((point) => shiftPoint(point, from, to)),
      snapPoints: (points) => points,
    },
    handles: {
      list: (points) => handlesOf(points, { isClosed }),
      move(points, handleId, to) {
        const { type, index } = parseHandle(handleId);
        const moved = roundPoint(to);
        return type === "midpoint" ? points.toSpliced(index + 1, 0, moved) : points.with(index, moved);
      },
      insertNode(points, at, tolerance) {
        const nearest = nearestEdge(points, at, { isClosed });
        if (!nearest || nearest.distance > tolerance) return undefined;
        return points.toSpliced(nearest.index + 1, 0, roundPoint(nearest.at));
      },
      removeNode(points, handleId) {
        const geometry = points.toSpliced(parseHandle(handleId).index, 1);
        const reason = validate(geometry);
        return reason === undefined ? { geometry } : { reason };
      },
    },
    interpolate: (from, to, t) => between(from, to)(t).map(roundPoint),
    numbers: {
      list: (points) =>
        points.flatMap(([x, y], index) => [
          { name: `x${index}`, label: `Node ${index + 1} X (px)`, value: x },
          { name: `y${index}`, label: `Node ${index + 1} Y (px)`, value: y },
        ]),
      with(points, values) {
        const moved = points.map((point, index): Point => {
          const { [`x${index}`]: x = point[0], [`y${index}`]: y = point[1] } = values;
          return x === point[0] && y === point[1] ? point : roundPoint([x, y]);
        });
        return moved.flat().every(Number.isFinite) ? { geometry: moved } : { reason: `A ${id} needs numbers` };
      },
    },
  };
}

/** Nodes, then midpoints. In plain loops, as a drag of one of thousands of nodes asks at each move. */
function handlesOf(points: PathGeometry, { isClosed }: { readonly isClosed: boolean }): readonly Handle<Point>[] {
  const handles: Handle<Point>[] = [];
  for (const [index, at] of points.entries()) handles.push({ id: `node:${index}`, type: "node", at, cursor: "move" });
  for (const [index, a] of points.entries()) {
    const b = points[index + 1] ?? (isClosed ? points[0] : undefined);
    if (b === undefined) break;
    const at: Point = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    handles.push({ id: `midpoint:${index}`, type: "midpoint", at, cursor: "copy" });
  }
  return handles;
}

/** Which nodes belong together is found once for two keyframes, not for each frame between them. */
function perPair(interpolate: (from: PathGeometry, to: PathGeometry) => PathInterpolator): typeof interpolate {
  const known = new WeakMap<PathGeometry, WeakMap<PathGeometry, PathInterpolator>>();
  return (from, to) => {
    const ofFrom = known.get(from) ?? new WeakMap<PathGeometry, PathInterpolator>();
    known.set(from, ofFrom);
    const found = ofFrom.get(to) ?? interpolate(from, to);
    ofFrom.set(to, found);
    return found;
  };
}

function pathLength(points: readonly Point[]): number {
  return edgesOf(points, { isClosed: false }).reduce((sum, [a, b]) => sum + distancePx(a, b), 0);
}

function nearestEdge(points: readonly Point[], at: Point, { isClosed }: { isClosed: boolean }) {
  let best: { readonly index: number; readonly at: Point; readonly distance: number } | undefined;
  for (const [index, [a, b]] of edgesOf(points, { isClosed }).entries()) {
    const nearest = nearestOnSegment(a, b, at);
    const distance = distancePx(nearest, at);
    if (!best || distance < best.distance) best = { index, at: nearest, distance };
  }
  return best;
}

function parseHandle(handleId: string): { readonly type: string; readonly index: number } {
  const [type = "", index = ""] = handleId.split(":");
  return { type, index: Number(index) };
}

function countDistinct(points: readonly Point[]): number {
  return new Set(points.map(([x, y]) => `${x},${y}`)).size;
}
