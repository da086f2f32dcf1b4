import type { Mask } from "./rle.js";

/** A closed outline along the edges of pixels, in pixel coordinates: pixel (x, y) covers [x, x + 1] × [y, y + 1]. */
export interface Outline {
  /** Corners: clockwise on the screen for an outer outline, counter-clockwise for a hole. */
  readonly points: [x: number, y: number][];
  readonly isHole: boolean;
  /** Area in pixels that the outline encloses. */
  readonly areaPx: number;
}

/** Right, down, left, up. */
const FORWARD_X = [1, 0, -1, 0] as const;
const FORWARD_Y = [0, 1, 0, -1] as const;

/** From a grid corner to the pixel ahead on the right (and on the left) when looking right, down, left, up. */
const RIGHT_X = [0, -1, -1, 0] as const;
const RIGHT_Y = [0, 0, -1, -1] as const;
const LEFT_X = [0, 0, -1, -1] as const;
const LEFT_Y = [-1, 0, 0, -1] as const;

/**
 * The outlines of a mask, outer ones and holes, 4-connected: pixels that touch at a corner only have outlines of their own, so no
 * outline crosses or touches itself along an edge. Filled by {@link runsOfPolygon}, outer outlines less holes give the mask back.
 *
 * @example traceOutlines({ widthPx: 1, heightPx: 1, data: Uint8Array.of(1) })
 * // [{ points: [[0, 0], [1, 0], [1, 1], [0, 1]], isHole: false, areaPx: 1 }]
 */
export function traceOutlines({ widthPx, heightPx, data }: Mask): Outline[] {
  const isOn = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < widthPx && y < heightPx && data[y * widthPx + x] !== 0;
  // Every outline, outer or hole, holds a pixel's upper edge, walked rightwards.
  const isUpperEdgeWalked = new Uint8Array(widthPx * heightPx);
  const outlines: Outline[] = [];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      if (!isOn(x, y) || isOn(x, y - 1) || isUpperEdgeWalked[y * widthPx + x] === 1) continue;
      outlines.push(walk(x, y));
    }
  }
  return outlines;

  function walk(startX: number, startY: number): Outline {
    const points: [number, number][] = [];
    let x = startX;
    let y = startY;
    let direction = 0;
    let doubleArea = 0;
    do {
      if (direction === 0) isUpperEdgeWalked[y * widthPx + x] = 1;
      const dx = FORWARD_X[direction] ?? 0;
      const dy = FORWARD_Y[direction] ?? 0;
      doubleArea += x * dy - y * dx;
      x += dx;
      y += dy;
      const before = direction;
      if (!isOn(x + (RIGHT_X[direction] ?? 0), y + (RIGHT_Y[direction] ?? 0))) direction = (direction + 1) & 3;
      else if (isOn(x + (LEFT_X[direction] ?? 0), y + (LEFT_Y[direction] ?? 0))) direction = (direction + 3) & 3;
      if (direction !== before) points.push([x, y]);
    } while (x !== startX || y !== startY || direction !== 0);
    // The walk ends with the turn at its start; put that corner first.
    const corner = points.pop();
    if (corner !== undefined) points.unshift(corner);
    return { points, isHole: doubleArea < 0, areaPx: Math.abs(doubleArea) / 2 };
  }
}
