import { areaOfRuns, runsOfPolygons } from "@tessera/codecs";
import { isSelfCrossing } from "@tessera/geometry";
import { extentOf, type Point, polygonArea } from "./shapes.js";

/** Above this many corners an outline is taken not to cross itself: looking would take longer than the export. */
const MAX_CORNERS = 1000;
/** Above this many pixels the sum of the outlines has to do. */
const MAX_PIXELS = 2 ** 26;

/**
 * The area that outlines cover together, in square pixels. Where they neither cross nor overlap it is the sum of theirs, exactly;
 * else the pixels of their union by pycocotools' rule, as a sum would count a part twice, and a bow tie not at all.
 *
 * @example coveredArea([[[0, 0], [20, 0], [20, 20], [0, 20]]]) // 400
 */
export function coveredArea(outlines: readonly (readonly Point[])[]): number {
  const sum = outlines.reduce((area, outline) => area + polygonArea(outline), 0);
  if (!overlap(outlines) && !outlines.some(crossesItself)) return sum;
  const [left, top, right, bottom] = extentOf(outlines.flat()).map(Math.round) as [number, number, number, number];
  const size = { widthPx: right - left + 1, heightPx: bottom - top + 1 };
  if (size.widthPx * size.heightPx > MAX_PIXELS) return sum;
  const shifted = outlines.map((outline) => outline.flatMap(([x, y]) => [x - left, y - top]));
  return areaOfRuns(runsOfPolygons(shifted, size));
}

/** Whether boxes around two of them overlap: only then can they. */
function overlap(outlines: readonly (readonly Point[])[]): boolean {
  const boxes = outlines.map(extentOf);
  return boxes.some(([left, top, right, bottom], index) =>
    boxes.slice(index + 1).some((other) => other[0] < right && other[2] > left && other[1] < bottom && other[3] > top),
  );
}

function crossesItself(outline: readonly Point[]): boolean {
  return outline.length <= MAX_CORNERS && isSelfCrossing(outline);
}
