import { CodecError } from "../codec-error.js";
import { checkSize, type MaskRuns } from "./rle.js";
import { mergeRuns } from "./rle-merge.js";

/** Each coordinate is cut into this many steps, as in pycocotools. */
const SCALE = 5;

/** Steps along all edges of one polygon: 100 times around a mask of 65,536 px. Above it the coordinates are a mistake. */
const MAX_STEPS = 2 ** 27;

/**
 * The pixels of a polygon by the rule of pycocotools (rleFrPoly in common/maskApi.c), so that areas agree to the pixel. Pixel
 * (x, y) covers [x, x + 1) × [y, y + 1). What lies outside the image is cut off.
 *
 * @param xy x and y of each corner in turn, in pixels.
 * @throws CodecError when the list has an odd length or fewer than three corners, a number is not finite, or is absurdly large.
 * @example runsOfPolygon([1, 1, 3, 1, 3, 3, 1, 3], { widthPx: 4, heightPx: 4 }) // 4 pixels
 */
export function runsOfPolygon(
  xy: readonly number[],
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): MaskRuns {
  checkSize(widthPx, heightPx);
  checkCorners(xy);
  const crossings = crossingsOf(xy, widthPx, heightPx);
  crossings.push(widthPx * heightPx);
  const sorted = Float64Array.from(crossings).sort();

  // Distances between crossings; a crossing met twice is none, so zero-long runs join their neighbours.
  const counts: number[] = [];
  let previous = 0;
  for (let index = 0; index < sorted.length; index++) {
    const crossing = sorted[index] ?? 0;
    if (index > 0 && crossing === previous) {
      index += 1;
      const next = sorted[index];
      if (next === undefined) break;
      counts.push((counts.pop() ?? 0) + next - previous);
      previous = next;
    } else {
      counts.push(crossing - previous);
      previous = crossing;
    }
  }
  return { widthPx, heightPx, counts: Uint32Array.from(counts) };
}

/** The union of polygons, as COCO means a list of them. */
export function runsOfPolygons(
  polygons: readonly (readonly number[])[],
  size: { readonly widthPx: number; readonly heightPx: number },
): MaskRuns {
  return mergeRuns(polygons.map((polygon) => runsOfPolygon(polygon, size)));
}

function checkCorners(xy: readonly number[]): void {
  if (xy.length % 2 !== 0) throw new CodecError("polygon", `${xy.length} numbers are not x and y of whole corners`);
  if (xy.length < 6) throw new CodecError("polygon", `it has ${xy.length / 2} corners, and needs three`);
  let steps = 0;
  xy.forEach((value, index) => {
    if (!Number.isFinite(value)) throw new CodecError("polygon", `corner ${index >> 1} is not finite`);
    steps += SCALE * Math.abs(value - (xy[(index + xy.length - 2) % xy.length] ?? 0));
  });
  if (steps > MAX_STEPS) throw new CodecError("polygon", "its coordinates lie too far outside any image");
}

/** Where the outline crosses the middle line of a column: column · height + row, below which the mask changes. */
function crossingsOf(xy: readonly number[], widthPx: number, heightPx: number): number[] {
  const corners = xy.map((value) => Math.trunc(SCALE * value + 0.5));
  const crossings: number[] = [];
  let lastU = 0;
  let lastV = 0;
  let isFirst = true;
  const visit = (u: number, v: number): void => {
    if (!isFirst && u !== lastU) {
      const column = ((u < lastU ? u : u - 1) + 0.5) / SCALE - 0.5;
      if (Number.isInteger(column) && column >= 0 && column <= widthPx - 1) {
        const row = (Math.min(v, lastV) + 0.5) / SCALE - 0.5;
        crossings.push(column * heightPx + Math.ceil(Math.min(Math.max(row, 0), heightPx)));
      }
    }
    isFirst = false;
    lastU = u;
    lastV = v;
  };
  for (let at = 0; at < corners.length; at += 2) {
    const next = (at + 2) % corners.length;
    walkEdge(corners[at] ?? 0, corners[at + 1] ?? 0, corners[next] ?? 0, corners[next + 1] ?? 0, visit);
  }
  return crossings;
}

/** All steps of an edge, by its longer axis; the rounding depends on the direction, so it is always walked from the lower end. */
function walkEdge(x0: number, y0: number, x1: number, y1: number, visit: (u: number, v: number) => void): void {
  const dx = Math.abs(x1 - x0);
  const dy = Math.abs(y1 - y0);
  if (dx === 0 && dy === 0) {
    visit(x0, y0);
    return;
  }
  const isFlat = dx >= dy;
  const isFlipped = isFlat ? x0 > x1 : y0 > y1;
  const [startX, startY, endX, endY] = isFlipped ? [x1, y1, x0, y0] : [x0, y0, x1, y1];
  const slope = isFlat ? (endY - startY) / dx : (endX - startX) / dy;
  const steps = isFlat ? dx : dy;
  for (let step = 0; step <= steps; step++) {
    const t = isFlipped ? steps - step : step;
    if (isFlat) visit(t + startX, Math.trunc(startY + slope * t + 0.5));
    else visit(Math.trunc(startX + slope * t + 0.5), t + startY);
  }
}
