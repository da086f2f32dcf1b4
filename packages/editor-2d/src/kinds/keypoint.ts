import type { AnnotationKind } from "@tessera/editor-core";
import type { Point } from "../view/rect.js";
import { distancePx, formatPx, readPoints, roundPoint, shiftPoint } from "./points.js";

/** One place, in image pixels. */
export type KeypointGeometry = readonly [Point];

/**
 * A place in an image.
 *
 * @example keypointKind.read({ type: "point", points: [[3, 4]] }) // [[3, 4]]
 */
export const keypointKind: AnnotationKind<KeypointGeometry, Point> = {
  id: "point",
  label: "Keypoint",
  wireKeys: ["type", "points"],

  read(wire) {
    const [point, ...others] = (wire.type === "point" && readPoints(wire)) || [];
    return point && others.length === 0 ? [point] : undefined;
  },
  write: (geometry) => ({ type: "point", points: geometry }),
  extent: ([point]) => ({ min: point, max: point }),
  isHit: ([point], at, tolerance) => distancePx(point, at) <= tolerance,
  handles: ([point]) => [{ id: "node:0", type: "node", at: point, cursor: "move" }],
  moveHandle: (_, __, to) => [roundPoint(to)],
  translate: ([point], from, to) => [shiftPoint(point, from, to)],
  validate: () => undefined,
  snapPoints: (geometry) => geometry,
  describe: ([[x, y]]) => `${formatPx(x)}, ${formatPx(y)}`,
  numbers: ([[x, y]]) => [
    { name: "x", label: "X (px)", value: x },
    { name: "y", label: "Y (px)", value: y },
  ],
  withNumbers([point], { x = point[0], y = point[1] }) {
    return [x, y].every(Number.isFinite) ? { geometry: [roundPoint([x, y])] } : { reason: "A keypoint needs numbers" };
  },
};
