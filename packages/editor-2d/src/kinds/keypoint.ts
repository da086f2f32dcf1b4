import type { ShapeKind } from "@tessera/editor-core";
import type { Point } from "../view/rect.js";
import { distancePx, formatPx, mix, readPoints, roundPoint, shiftPoint } from "./points.js";

/** One place, in image pixels. */
export type KeypointGeometry = readonly [Point];

/**
 * A place in an image.
 *
 * @example keypointKind.read({ type: "point", points: [[3, 4]] }) // [[3, 4]]
 */
export const keypointKind: ShapeKind<KeypointGeometry, Point> = {
  id: "point",
  label: "Keypoint",
  wireKeys: ["type", "points"],
  read(wire) {
    const [point, ...others] = (wire.type === "point" && readPoints(wire)) || [];
    return point && others.length === 0 ? [point] : undefined;
  },
  write: (geometry) => ({ type: "point", points: geometry }),
  validate: () => undefined,
  describe: ([[x, y]]) => `${formatPx(x)}, ${formatPx(y)}`,
  shape: {
    extent: ([point]) => ({ min: point, max: point }),
    isHit: ([point], at, tolerance) => distancePx(point, at) <= tolerance,
    translate: ([point], from, to) => [shiftPoint(point, from, to)],
    snapPoints: (geometry) => geometry,
  },
  handles: {
    list: ([point]) => [{ id: "node:0", type: "node", at: point, cursor: "move" }],
    move: (_, __, to) => [roundPoint(to)],
  },
  interpolate: ([from], [to], t) => [roundPoint([mix(from[0], to[0], t), mix(from[1], to[1], t)])],
  numbers: {
    list: ([[x, y]]) => [
      { name: "x", label: "X (px)", value: x },
      { name: "y", label: "Y (px)", value: y },
    ],
    with([point], { x = point[0], y = point[1] }) {
      return [x, y].every(Number.isFinite)
        ? { geometry: [roundPoint([x, y])] }
        : { reason: "A keypoint needs numbers" };
    },
  },
};
